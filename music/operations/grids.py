"""What varies in a grid of takes: one or two fields, with a few values each."""

import re
from math import prod

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import fields, reuse

MOST = 16  # cells
FIRST = ("style", "prompt", "tags")  # what varies, until a person chooses
BREAK = re.compile(r"^---+[ \t]*$", re.MULTILINE)  # between two texts of several lines
NUMBERS = re.compile(r"[\s;]+|,\s+")  # 0.2 0.5 0.8


class AxisForm(forms.Form):
    """The values of one field, as many as a person writes or ticks."""

    def __init__(self, data=None, *, field, **kwargs):
        super().__init__(data, **kwargs)
        self.name, self.label, self.of = field.name, field.label, field
        self.fields["values"] = self._field()

    def _field(self):
        if self.is_chosen:
            choices = [(str(value), word) for value, word in self.of.field.choices]
            return forms.MultipleChoiceField(
                label=self.label, choices=choices, widget=forms.CheckboxSelectMultiple, required=False
            )
        return fields.TextField(label=self.label, help_text=self.hint, max_length=100_000)

    @property
    def is_chosen(self):
        return isinstance(self.of.field, forms.ChoiceField)

    @property
    def is_number(self):
        return isinstance(self.of.field, forms.IntegerField | forms.DecimalField)

    @property
    def is_long(self):
        """A text of several lines: its own are no end of it."""
        return self.of.name in ("prompt", "lyrics", "full_lyrics")

    @property
    def hint(self):
        if self.is_number:
            return _("Numbers with blanks between them: 0.2 0.5 0.8")
        if self.is_long:
            return _("A line of --- between two of them")
        return _("One a line")

    def clean_values(self):
        given = self.cleaned_data["values"]
        if not self.is_chosen:
            parts = NUMBERS if self.is_number else BREAK if self.is_long else re.compile("\n")
            given = [part.strip() for part in parts.split(given)]
        values = [value for value in dict.fromkeys(given) if value or self.is_chosen]
        if not values:
            raise ValidationError(_("Give at least one value."), code="none")
        return values

    def word(self, value):
        """As it is called."""
        return dict(self.fields["values"].choices).get(value, value) if self.is_chosen else value


class GridForm:
    """All cells of a grid, each with the operation's own form; nothing is paid before all of them are good.

    `asked` are the words of the address and of what was posted: rows and columns name fields, `order` says which
    count and price a person saw when they pressed."""

    def __init__(self, origin, asked, data=None):
        self.origin, self.operation, self.asked = origin, origin.operation, asked
        self.blank = origin.form()
        self.choices = reuse.changeable(self.blank)
        self.axes = [_axis(field, data) for field in self._varied()]
        self.rows, self.error = [], ""

    def _varied(self):
        """One or two fields."""
        fields_ = {choice.name: choice for choice in self.choices}
        names = (self.asked.get("rows"), *FIRST, *fields_)
        first = next(name for name in names if name in fields_)
        second = self.asked.get("columns")
        return [fields_[first]] + ([fields_[second]] if second in fields_ and second != first else [])

    @property
    def is_asked(self):
        """A field that was not shown yet has no values that could be wrong."""
        return all(axis.is_bound for axis in self.axes)

    def is_valid(self):
        looked_at = [axis.is_valid() for axis in self.axes]  # both, so that each has its errors
        if not all(looked_at):
            return False
        values = [axis.cleaned_data["values"] for axis in self.axes]
        self.error = wrong_number(prod(map(len, values)))
        if not self.error:
            columns = values[1] if len(values) > 1 else [None]
            self.rows = [[self._cell(row, column) for column in columns] for row in values[0]]
        looked_at = [form.is_valid() for _row, _column, form in self.cells]
        return bool(looked_at) and all(looked_at)

    def _cell(self, row, column):
        changes = {self.axes[0].name: row} | ({self.axes[1].name: column} if len(self.axes) > 1 else {})
        return self.origin.changed(self.blank.account, **changes)

    @property
    def cells(self):
        """(row, column, form) of each."""
        return [(row, column, form) for row, line in enumerate(self.rows) for column, form in enumerate(line)]

    @property
    def table(self):
        """(the word of a row, its forms)."""
        values = self.axes[0].cleaned_data["values"]
        return [(self.axes[0].word(value), line) for value, line in zip(values, self.rows, strict=True)]

    @property
    def heads(self):
        """The words of the columns."""
        return (
            [self.axes[1].word(value) for value in self.axes[1].cleaned_data["values"]]
            if self.axes[1:]
            else []
        )

    @property
    def price(self):
        """Of all together; None where one is not known."""
        prices = [self.operation.price(form.params_so_far()) for _row, _column, form in self.cells]
        return None if None in prices else sum(prices)

    @property
    def words(self):
        return ngettext("{n} take", "{n} takes", len(self.cells)).format(n=len(self.cells))

    @property
    def seal(self):
        """What a person agrees to by pressing."""
        return f"{len(self.cells)} {self.price}"

    def is_agreed(self):
        """Whether it was ordered as it is now; else says so, where it was ordered otherwise."""
        seen = self.asked.get("order")
        if seen and seen != self.seal:
            self.error = _("The takes have changed meanwhile: look at the price, and press once more.")
        return seen == self.seal

    @property
    def described(self):
        """The axes as a grid keeps them."""
        return [{"field": axis.name, "values": axis.cleaned_data["values"]} for axis in self.axes]


def _axis(field, data):
    is_shown = data is not None and f"{field.name}-shown" in data
    now = reuse.typed(field.value()) if field.value() is not None else ""
    axis = AxisForm(data if is_shown else None, field=field, prefix=field.name)
    axis.fields["values"].initial = [str(now)] if axis.is_chosen else now
    return axis


def wrong_number(count):
    if count > MOST:
        return _("A grid has at most {most} takes; these are {count}.").format(most=MOST, count=count)
    return _("A grid has two takes at the least: give two values or more.") if count < 2 else ""
