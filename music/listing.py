"""A library as its address asks for it: words, filters, and a page of rows after a key."""

from functools import cached_property
from itertools import groupby
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from .kie.limits import ModelVersion
from .models import Track
from .models.tracks import TAKES
from .operations import registry

PAGE = 50
COUNTED = 1000


def _operations():
    return [("", _("Any"))] + [(operation.slug, operation.name) for operation in registry.making_tracks()]


class FilterForm(forms.Form):
    q = forms.CharField(required=False, max_length=200, label=_("Search titles, styles and lyrics"))
    version = forms.ChoiceField(
        required=False,
        label=_("Version"),
        choices=[("", _("Any"))] + [(v.value, v.label) for v in ModelVersion],
    )
    operation = forms.ChoiceField(required=False, label=_("Made by"), choices=_operations)
    favourite = forms.BooleanField(required=False, label=_("Favourites"))
    voice = forms.ChoiceField(
        required=False, label=_("Singing"),
        choices=[("", _("Any")), ("instrumental", _("Instrumental")), ("sung", _("With voice"))],
    )  # fmt: skip
    trash = forms.BooleanField(required=False, label=_("In the trash"))


class Listing:
    """`groups`: lists of tracks, the takes of one job each; `next_address` for the rows after them."""

    def __init__(self, user, query):
        self.user = user
        self.form = FilterForm(query)
        self.form.is_valid()  # what is not understood is left out
        self.chosen = {name: value for name, value in self.form.cleaned_data.items() if value}
        self.before = number(query.get("before"))

    @cached_property
    def matching(self):
        tracks = Track.objects.of(self.user).newest_first()
        tracks = tracks.filter(trashed_at__isnull=False) if self.chosen.get("trash") else tracks.kept()
        if "q" in self.chosen:
            tracks = tracks.found_by(self.user, self.chosen["q"])
        return tracks.filter(**self._wanted())

    def _wanted(self):
        wanted = {"model_version": "version", "operation": "operation"}
        filters = {field: self.chosen[name] for field, name in wanted.items() if name in self.chosen}
        # `in`: a bare yes or no is no comparison, and SQLite finds it in no index.
        if "favourite" in self.chosen:
            filters["is_favourite__in"] = [True]
        if "voice" in self.chosen:
            filters["is_instrumental__in"] = [self.chosen["voice"] == "instrumental"]
        return filters

    @cached_property
    def tracks(self):
        """A page of them, and the rest of the last job's takes: they are never cut apart."""
        rows = self.matching.for_rows()
        if self.before is not None:
            rows = rows.filter(order__lt=self.before)
        found = list(rows[: PAGE + 1])
        if len(found) <= PAGE:
            return found
        self.is_cut = True
        next_one = found.pop()
        if next_one.job_id == found[-1].job_id:
            found += rows.filter(order__range=(next_one.job_id * TAKES, next_one.order))
        return found

    is_cut = False

    @cached_property
    def groups(self):
        """Newest first, but the takes of one in their own order."""
        by_job = groupby(self.tracks, key=lambda track: track.job_id)
        return [sorted(takes, key=lambda track: track.position) for _job, takes in by_job]

    @cached_property
    def count(self):
        """How many match, up to a thousand: of the newest, so that the same index is walked as for the list."""
        here = len(self.tracks)
        if self.before is None and not self.is_cut:
            return here
        return self.matching[: COUNTED + 1].count()

    @property
    def is_beyond_count(self):
        return self.count > COUNTED

    @property
    def next_address(self):
        if not self.groups or not self.is_cut:
            return ""
        return "?" + urlencode({**self.chosen_words, "before": self.tracks[-1].order})

    @property
    def chosen_words(self):
        return {name: "on" if value is True else value for name, value in self.chosen.items()}

    @property
    def chips(self):
        """Each chosen filter: what it says, and the address without it."""
        for name in self.chosen:
            if name != "q":
                rest = {key: value for key, value in self.chosen_words.items() if key != name}
                yield self._word(name), "?" + urlencode(rest)

    def _word(self, name):
        field = self.form.fields[name]
        if isinstance(field, forms.ChoiceField):
            return dict(field.choices).get(self.chosen[name], self.chosen[name])
        return field.label if self.chosen[name] is True else self.chosen[name]

    @cached_property
    def is_empty_library(self):
        """Nothing was ever made: the page teaches how."""
        return not self.tracks and not self.chosen and not Track.objects.of(self.user).exists()


def number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
