"""Kinds of filters: each makes its own form field for a person, and says what that field's cleaned value means."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import search
from .models import TrackText

ANY = ("", _("Any"))


@dataclass(frozen=True)
class Filter:
    name: str
    label: str
    kind = ""  # how it is asked for: choice, flag, range, date or text
    is_theirs = False  # each person has other things to choose from
    is_several = False  # a library's address may name more than one value: a song has to meet all of them

    def field(self, user):
        raise NotImplementedError

    def field_of_address(self, user):
        return self.field(user)

    def where(self, user, value):
        raise NotImplementedError

    def word(self, user, value):
        return str(self.label)

    def plain(self, value):
        return value


@dataclass(frozen=True)
class Words(Filter):
    """Words anywhere in it: in a subquery, so that it stands beside others in a rule."""

    kind = "text"

    def field(self, user):
        return forms.CharField(required=False, max_length=200, label=self.label)

    def where(self, user, value):
        wanted = search.query(user.pk, value)
        found = TrackText.objects.filter(words__match=wanted) if wanted else TrackText.objects.none()
        return Q(order__in=found.values("pk"))

    def word(self, user, value):
        return f"“{value}”"


@dataclass(frozen=True)
class Flag(Filter):
    yes: Q
    kind = "flag"

    def field(self, user):
        return forms.BooleanField(required=False, label=self.label)

    def where(self, user, value):
        return self.yes


@dataclass(frozen=True)
class Choice(Filter):
    """One of a few: `choices` in order, `means` what each of them asks for, from the person and the value."""

    choices: object  # a list of (value, word), or a function of the person that makes one
    means: object
    kind = "choice"

    def field(self, user):
        return forms.ChoiceField(required=False, label=self.label, choices=self.all_choices(user))

    def all_choices(self, user):
        return [ANY, *self._choices(user)]

    def _choices(self, user):
        return self.choices(user) if callable(self.choices) else self.choices

    def where(self, user, value):
        return self.means(user, value)

    def word(self, user, value):
        return str(dict(self._choices(user)).get(value, value))


class Own(Choice):
    """One of the things that a person has."""

    is_theirs = True


class SeveralField(forms.MultipleChoiceField):
    """Those that can be chosen; others are left out. Also of a dict, which has one value for a name."""

    def clean(self, value):
        said = [value] if isinstance(value, str) else value or []
        return [each for each in dict.fromkeys(said) if self.valid_value(each)]


class Several(Choice):
    """A song can have some of them at once."""

    is_several = True

    def field_of_address(self, user):
        return SeveralField(required=False, label=self.label, choices=self._choices(user))


class OwnSeveral(Several):
    is_theirs = True


class Ends(forms.MultiWidget):
    """Two fields, `<name>_from` and `<name>_to`."""

    def decompress(self, value):
        return value or [None, None]


class EndsField(forms.MultiValueField):
    """[from, to], one of which may be None; None where both are."""

    def __init__(self, end, widget, **kwargs):
        widgets = Ends({"from": widget(), "to": widget()})
        super().__init__([end(), end()], widget=widgets, required=False, require_all_fields=False, **kwargs)

    def compress(self, ends):
        return ends if any(end is not None for end in ends) else None


@dataclass(frozen=True)
class Range(Filter):
    """From, to, or both; a song of which it is not known is in no range."""

    column: str
    end: type
    told: object  # how an end is said
    write: object = float  # and written into its field
    kind = "range"

    def field(self, user):
        return EndsField(lambda: self.end(required=False), forms.TextInput, label=self.label)

    def where(self, user, value):
        least, most = value
        bounds = {f"{self.column}__gte": least, f"{self.column}__lte": most}
        return Q(**{name: bound for name, bound in bounds.items() if bound is not None})

    def plain(self, value):
        return [None if end is None else self.write(end) for end in value]

    def word(self, user, value):
        least, most = (None if end is None else self.told(end) for end in value)
        if most is None:
            return gettext("{label}: from {least}").format(label=self.label, least=least)
        if least is None:
            return gettext("{label}: up to {most}").format(label=self.label, most=most)
        return gettext("{label}: {least} to {most}").format(label=self.label, least=least, most=most)


def _day_input():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


@dataclass(frozen=True)
class Days(Range):
    """Whole days, as the person's clock has them."""

    kind = "date"

    def field(self, user):
        within = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2999, 12, 31))]
        return EndsField(lambda: self.end(required=False, validators=within), _day_input, label=self.label)

    def where(self, user, value):
        first, last = value
        bounds = {}
        if first is not None:
            bounds[f"{self.column}__gte"] = _midnight(first)
        if last is not None:
            bounds[f"{self.column}__lt"] = _midnight(last + timedelta(days=1))
        return Q(**bounds)


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))
