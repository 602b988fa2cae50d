"""Fills an operation's form from the facts: at the limits of each field, and one past them."""

import itertools
from dataclasses import dataclass

from . import special
from .terms import Operation

UNLIMITED = 40  # characters of a text for which no limit is published
SECONDS = 200.0  # of every source
GLYPH = "海"  # three bytes, one code point
FROM = 5  # where a span begins


@dataclass(frozen=True)
class Case:
    """One way to use an operation: a version, what its switches say, and what it starts from."""

    slug: str
    fact: Operation
    form: type
    version: str
    switches: tuple = ()
    kind: type | None = None

    def __str__(self):
        says = [f"{name}={value}" for name, value in self.switches]
        return "-".join([self.slug, self.version, *says, *([self.kind.__name__] if self.kind else [])])

    @property
    def said(self):
        """What is settled before anything is filled in; for the facts' conditions."""
        return {"model": self.version, "source_seconds": SECONDS, **dict(self.switches)}

    @property
    def is_offered(self):
        return self.fact.offers(self.said)

    @property
    def spans(self):
        return [span for span in self.fact.spans if {span.start, span.end} <= self.form.base_fields.keys()]

    def fields(self, *, forbidden=False):
        """(the form's name, the fact) of what a person can fill in; if asked, also what the case forbids."""
        settled = {"model", *dict(self.switches)}
        for field in self.fact.fields:
            name = special.name_in_form(self.slug, field, self.said)
            is_there = name in self.form.base_fields and field.name not in settled
            is_sent = field.is_taken(self.said) and not special.is_left_out(field, self.said)
            if is_there and (forbidden or is_sent):
                yield name, field


def cases_of(operation, fact):
    """Every kind of source, version and combination of switches."""
    there = operation.form.base_fields
    states = {field.name: (True, False) for field in fact.fields if field.type == "switch"}
    if deciding := special.DECIDING.get(operation.slug):
        states[deciding] = fact.by_name[deciding].choices
    states = {name: values for name, values in states.items() if name in there}
    for kind in operation.starts_from or (None,):
        for version in fact.versions or ("V6",):
            for values in itertools.product(*states.values()):
                switches = tuple(zip(states, values, strict=True))
                yield Case(operation.slug, fact, operation.form, version, switches, kind)


def filled(case, edge, rows, *, stuffed=False):
    """What a browser would post with every field at its `edge`, "most" or "least". `rows`: for fields that
    choose a row of ours, {name: (what is posted, what the provider knows it by)}. `stuffed`: also what the
    case forbids, which the form has to drop or to refuse."""
    data = {name: {True: "on", False: ""}.get(value, value) for name, value in case.switches}
    if "model" in case.form.base_fields:
        data["model"] = case.version
    for name, field in case.fields(forbidden=stuffed):
        data[name] = rows[name][0] if name in rows else _value(case, field, edge)
    for span in case.spans:
        longest = span.most_for(case.said) or SECONDS - FROM
        data |= _apart(case, span, longest if edge == "most" else span.least)
    return data


def _value(case, field, edge):
    if field.choices:
        return field.choices[-1 if edge == "most" else 0]
    if field.type == "text":
        longest = field.longest_for(case.said) or UNLIMITED
        return GLYPH * (longest if edge == "most" else 1)
    inwards, most = (_step(field) if field.is_open else 0), field.most_for(case.said)
    if edge == "least":
        return _number(field, (field.least or 0) + inwards)
    return _number(field, (1 if most is None else most) - inwards)


def _step(field):
    return 1 if field.type == "integer" else 0.01


def _number(field, value):
    return f"{value:.{0 if field.type == 'integer' else 2}f}"


def _apart(case, span, seconds):
    """The fields of a span, so many seconds long."""
    field = case.fact.by_name[span.end]
    return {span.start: _number(field, FROM), span.end: _number(field, FROM + seconds)}


def faults(case, rows):
    """Everything one past a limit: (fields beside which it may be refused, what to post instead)."""
    for name, field in case.fields():
        for wrong in _wrong_values(case, field, is_row=name in rows):
            instead = special.INSTEAD.get((case.slug, name), ()) if not wrong else ()
            yield {name}, {name: wrong} | dict.fromkeys(instead, "")
    for span in case.spans:
        step, most = _step(case.fact.by_name[span.end]), span.most_for(case.said)
        for seconds in (span.least - step, *([most + step] if most else [])):
            yield {span.start, span.end}, _apart(case, span, seconds)


def rounds(faults):
    """The same, in as few lists as will do: those of one list are about different fields."""
    lists = []
    for beside, wrong in faults:
        free = (one for one in lists if not any(wrong.keys() & other.keys() for _beside, other in one))
        place = next(free, None)
        if place is None:
            lists.append(place := [])
        place.append((beside, wrong))
    return lists


def _wrong_values(case, field, *, is_row):
    if field.required(case.said) and (case.slug, field.name) not in special.FILLED_IN:
        yield ""
    if field.choices or is_row:
        yield "nonsense"
    elif field.type == "text" and (longest := field.longest_for(case.said)):
        yield GLYPH * (longest + 1)
    elif field.type in ("number", "integer"):
        yield from _wrong_numbers(field, field.most_for(case.said))


def _wrong_numbers(field, most):
    outwards = 0 if field.is_open else _step(field)
    if field.least is not None:
        yield _number(field, field.least - outwards)
    if most is not None:
        yield _number(field, most + outwards)
        if field.type == "integer":
            yield f"{most - 1}.5"
        elif field.decimals:
            yield f"{most - 0.5:.{field.decimals}f}1"


def arrives(case, data, rows):
    """What has to arrive at the provider of what was posted: (the field, its value)."""
    for name, field in case.fields():
        if name in rows:
            yield field, rows[name][1]
        else:
            yield field, float(data[name]) if field.type in ("number", "integer") else data[name]
