"""A rule as it is written: conditions and groups in fields whose names are their places, `r.1.0-filter`.

The same fields come from a browser, from a rule that is kept, and from a library's address. What was typed stays
typed, whichever button was pressed.
"""

from itertools import count

from django import forms
from django.core.exceptions import SuspiciousOperation
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .filters import SORTS
from .rules import ASKED, DEPTH, LIMIT, MATCHES, MOST, NOTHING, Rule, Vocabulary

ROOT = "r"
TYPED = ("filter", "was", "not", "value", "value_from", "value_to")
IS, WITH, YES, CONTAINS, BETWEEN = (
    (gettext_lazy("is"), gettext_lazy("is not")),
    (gettext_lazy("with"), gettext_lazy("without")),
    (gettext_lazy("yes"), gettext_lazy("no")),
    (gettext_lazy("contains"), gettext_lazy("does not contain")),
    (gettext_lazy("between"), gettext_lazy("not between")),
)
WAYS = {"text": CONTAINS, "flag": YES, "range": BETWEEN, "date": BETWEEN}  # by the filter's kind


class ConditionForm(forms.Form):
    """One condition. Its value's field is that of the filter chosen; a value that was typed for another is dropped."""

    is_group = False

    def __init__(self, typed, place, vocabulary, is_checked):
        self.asked = ASKED.get(typed.get("filter")) or next(iter(ASKED.values()))
        is_same = typed.get("was") == self.asked.name
        self.typed = {"not": typed.get("not", ""), "filter": self.asked.name, "was": self.asked.name}
        self.typed |= {name: text for name, text in typed.items() if is_same and name.startswith("value")}
        super().__init__({f"{place}-{name}": text for name, text in self.typed.items()}, prefix=place)
        self._ask(vocabulary.field(self.asked.name))
        self.is_usable = self.is_valid()
        if not is_checked:
            self._errors = ErrorDict()

    def _ask(self, value):
        """For what, how, and a value of its filter's kind."""
        names = [(name, each.label) for name, each in ASKED.items()]
        self.fields["filter"] = forms.ChoiceField(choices=names, label=_("What"))
        words = WITH if self.asked.name == "has" else WAYS.get(self.asked.kind, IS)
        self.fields["not"] = forms.ChoiceField(
            choices=list(zip(("", "on"), words, strict=True)), required=False, label=_("How")
        )
        value.error_messages["invalid_choice"] = _(
            "This is gone. Choose another, or take the condition away."
        )
        self.fields["value"] = value

    def clean(self):
        cleaned = super().clean()
        if self.asked.kind == "flag":
            cleaned["value"] = True
        elif "value" not in self.errors and cleaned.get("value") in NOTHING:
            self.add_error("value", _("Say what it should be."))
        elif self.asked.kind in ("range", "date") and _is_backwards(cleaned.get("value")):
            self.add_error("value", _("It begins behind its end: change the two."))
        return cleaned

    @property
    def ends(self):
        """[(name, what stands there, what it is)] of a range."""
        names = (("value_from", _("from")), ("value_to", _("to")))
        return [(f"{self.prefix}-{name}", self.typed.get(name, ""), word) for name, word in names]

    @property
    def rule(self):
        value = self.cleaned_data["value"]
        is_not = self.cleaned_data["not"] == "on"
        return {
            "filter": self.asked.name,
            "not": is_not,
            "value": self.asked.plain(value),
            "word": self._word(value),
        }

    def _word(self, value):
        """From the choices at hand, where it is one of them: asking for the word would ask the database again."""
        choices = dict(getattr(self.fields["value"], "choices", ()))
        is_known = isinstance(value, str) and value in choices
        return str(choices[value]) if is_known else self.asked.word(None, value)


def _is_backwards(ends):
    return ends and None not in ends and ends[0] > ends[1]


class GroupForm:
    is_group = True

    def __init__(self, group, place, depth, vocabulary, is_checked):
        self.place, self.match = place, group["match"]
        self.can_nest = depth < DEPTH
        self.parts = [
            GroupForm(part, f"{place}.{number}", depth + 1, vocabulary, is_checked) if "parts" in part
            else ConditionForm(part, f"{place}.{number}", vocabulary, is_checked)
            for number, part in enumerate(group["parts"])
        ]  # fmt: skip

    @property
    def is_usable(self):
        return all(part.is_usable for part in self.parts)

    @property
    def rule(self):
        """Of what can be used as it stands; a group in which nothing stands is left out."""
        rules = [part.rule for part in self.parts if (part.parts if part.is_group else part.is_usable)]
        return {"match": self.match, "rules": rules}


class RuleFields(forms.Form):
    """What a list by rule has besides its conditions."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120,
        error_messages={"required": gettext_lazy("A list needs a name.")},
    )  # fmt: skip
    sort = forms.ChoiceField(
        label=gettext_lazy("Order"), choices=[(name, each.label) for name, each in SORTS.items()]
    )
    limit = forms.IntegerField(
        label=gettext_lazy("At most"), required=False, min_value=1, max_value=LIMIT,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


class RuleForm:
    """All of it. `do` is the button pressed: `save`, or a change of the form itself, such as `remove r.1`."""

    def __init__(self, user, typed, do=""):
        is_checked = do == "save"
        group = _edited(_read(typed, ROOT, 1), do)
        if _size(group) > MOST:  # no page of ours offers so many
            raise SuspiciousOperation("A rule of too many conditions.")
        self.can_grow = _size(group) < MOST
        self.vocabulary = Vocabulary(user)
        self.root = GroupForm(group, ROOT, 1, self.vocabulary, is_checked)
        self.fields = RuleFields({name: typed.get(name, "") for name in RuleFields.base_fields})
        self._is_fit = self.fields.is_valid() and self.root.is_usable
        self.trouble = _("Add a condition first.") if is_checked and not self.root.rule["rules"] else ""
        self.is_valid = is_checked and self._is_fit and not self.trouble
        if not is_checked:
            self.fields._errors = ErrorDict()

    @property
    def rule(self):
        """Of what can be used by now."""
        said = self.fields.cleaned_data
        return self.root.rule | {"sort": said.get("sort") or "newest", "limit": said.get("limit")}

    @property
    def found(self):
        return Rule(self.vocabulary.user, self.rule, self.vocabulary)


def _read(typed, place, depth):
    """The group whose fields stand at this place: {"match", "parts"}."""
    match = typed.get(f"{place}-match")
    return {"match": match if match in MATCHES else "all", "parts": list(_parts(typed, place, depth))}


def _parts(typed, place, depth):
    for number in count():
        inner = f"{place}.{number}"
        if f"{inner}-filter" in typed:
            yield {name: typed.get(f"{inner}-{name}", "") for name in TYPED}
        elif f"{inner}-match" in typed and depth < DEPTH:
            yield _read(typed, inner, depth + 1)
        else:
            return


def _size(group):
    """Of conditions and groups."""
    return sum(1 + _size(part) if "parts" in part else 1 for part in group["parts"])


def _edited(group, do):
    """With a condition or a group more, or without one, at a place such as `r.1`."""
    deed, _blank, place = do.partition(" ")
    path = [int(step) for step in place.split(".")[1:] if step.isascii() and step.isdigit() and len(step) < 4]
    inside = _at(group, path[:-1] if deed == "remove" else path)
    if inside is None:
        return group
    if deed == "remove" and path:
        inside["parts"][path[-1] : path[-1] + 1] = []
    elif deed in ("add", "group") and _size(group) + (deed == "group") < MOST:
        new = {"filter": "q"}
        inside["parts"].append(new if deed == "add" else {"match": "any", "parts": [new]})
    return group


def _at(group, path):
    """The group at a place; None where none is (any more)."""
    for step in path:
        parts = group.get("parts", [])
        group = parts[step] if step < len(parts) else {}
    return group if "parts" in group else None


# Where a rule comes from, when it is not typed


def of_playlist(playlist):
    """The fields of a rule that is kept."""
    rule = playlist.rule or {}
    typed = {"name": playlist.name, "sort": rule.get("sort", ""), "limit": str(rule.get("limit") or "")}
    return typed | _fields(rule, ROOT)


def _fields(group, place):
    fields = {f"{place}-match": group.get("match", "all")}
    for number, part in enumerate(group.get("rules", [])):
        inner = f"{place}.{number}"
        fields |= _fields(part, inner) if "rules" in part else _condition(part, inner)
    return fields


def _condition(condition, place):
    name = condition.get("filter", "")
    typed = {"filter": name, "was": name, "not": "on" if condition.get("not") else ""} | _value(condition)
    return {f"{place}-{field}": text for field, text in typed.items()}


def _value(condition):
    value = condition.get("value")
    if not isinstance(value, list):
        return {"value": value if isinstance(value, str) else ""}
    told = ["" if end is None else str(end) for end in value]
    return dict(zip(("value_from", "value_to"), told, strict=True))


def of_address(query):
    """The fields of a search: what is in a library's address, as one condition after another; `query` is a QueryDict."""
    sort = query.get("sort", "")
    typed = {"name": "", "sort": sort if sort in SORTS else "newest", "limit": "", f"{ROOT}-match": "all"}
    said = [(name, each) for name in ASKED for each in _said(name, query) if each]
    for number, (name, each) in enumerate(said):
        condition = each | {"filter": name, "was": name}
        typed |= {f"{ROOT}.{number}-{field}": text for field, text in condition.items()}
    return typed


def _said(name, query):
    """The fields of each condition."""
    if ASKED[name].is_several:
        return [{"value": value} for value in query.getlist(name) if value]
    return [{field: query[key] for field, key in _keys(name) if query.get(key)}]


def _keys(name):
    return [("value", name), ("value_from", f"{name}_from"), ("value_to", f"{name}_to")]
