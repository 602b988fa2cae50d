"""What the cases fill in is right by the facts, and each of their faults is one, for every operation."""

import unittest
from types import SimpleNamespace

from . import filling, special, terms
from .checker import check
from .facts import OPERATIONS

ROWS = {"persona_id": ("a-uuid", "an-id")}
CALL = "https://studio.example/callbacks/x/"


def pretended(slug, fact):
    """An operation whose form has every field that can be typed."""
    typed = [field.name for field in fact.fields if field.type not in ("address", "addresses")]
    form = type("Form", (), {"base_fields": dict.fromkeys([*typed, "lyrics"])})
    return SimpleNamespace(slug=slug, form=form, starts_from=())


def cases():
    for slug, fact in OPERATIONS.items():
        for case in filling.cases_of(pretended(slug, fact), fact):
            if case.is_offered and not (
                slug == "generate" and terms.simple(case.said) and terms.v6(case.said)
            ):
                yield case  # that one mode alone needs a style of the studio's own


def typed(field, value):
    """What was posted, as the provider wants it."""
    if field.type == "switch":
        return bool(value)
    if field.type == "integer" and "." not in value:
        return int(value)
    return float(value) if field.type in ("number", "integer") else value


def problems(case, data):
    """Of the request that a form without any mind of its own would send to the operation's own path."""
    addresses = {"address": CALL, "addresses": [CALL, CALL]}
    said, sent = case.said | {"task_id": "t"}, {}
    for field in case.fact.fields:
        name = special.name_in_form(case.slug, field, case.said)
        if field.type in addresses and field.required(said):
            sent[field.wire] = addresses[field.type]
        elif field.is_taken(said) and (name in dict(case.switches) or data.get(name, "") != ""):
            sent[field.wire] = typed(field, data[name])
    return check(case.slug, "dedicated", case.fact.path, sent, **case.said)


class FillingTests(unittest.TestCase):
    def test_what_is_filled_in_at_the_limits_is_right(self):
        for case in cases():
            for edge in ("most", "least"):
                self.assertEqual(problems(case, filling.filled(case, edge, ROWS)), [], f"{case}, {edge}")

    def test_what_is_one_past_a_limit_is_wrong(self):
        for case in cases():
            right = filling.filled(case, "most", ROWS)
            for _beside, wrong in filling.faults(case, {}):
                self.assertTrue(problems(case, right | wrong), f"{case}: {wrong}"[:200])
