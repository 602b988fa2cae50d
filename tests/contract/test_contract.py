"""Every operation, in both wire styles, with every version and every combination of switches: what its form
takes at the limits goes out as the provider takes it, and one past a limit is refused beside the field."""

import pytest

from music.kie.limits import ModelVersion
from music.kie.readers import READERS
from music.operations.registry import IN_ORDER

from . import facts, filling, special
from .checker import check
from .desk import Desk
from .terms import MARKET_PATH

pytestmark = pytest.mark.django_db

OPERATIONS = {operation.slug: operation for operation in IN_ORDER}
MISSING = sorted(facts.OPERATIONS.keys() - OPERATIONS.keys())
KNOWN = {slug: operation for slug, operation in OPERATIONS.items() if slug in facts.OPERATIONS}
CASES = [
    case for slug, operation in KNOWN.items() for case in filling.cases_of(operation, facts.OPERATIONS[slug])
]
STYLES = ("dedicated", "market")


@pytest.fixture
def desk():
    return Desk()


def unarrived(case, data, rows, path, body):
    """What was posted and did not go out, or not as it was."""
    values = body["input"] if path == MARKET_PATH else body
    for field, value in filling.arrives(case, data, rows):
        name = field.name if path == MARKET_PATH else field.wire
        if values.get(name) != value and not (path == MARKET_PATH and not field.is_on_market):
            yield f"{name} should arrive as it was posted"


def problems(desk, case, sources, edge, *, styles=STYLES, stuffed=False):
    """What is wrong at one edge: with the form, or with what would be sent."""
    rows = desk.rows(case, edge, sources)
    data = filling.filled(case, edge, rows, stuffed=stuffed)
    form = desk.form(case, data, sources)
    if not form.is_valid():
        return [] if stuffed or not case.is_offered else [f"the form refuses {dict(form.errors)}"]
    found = []
    for style in styles:
        method, path, body = desk.send(case, form.params(), form.sources, style)
        known = case.said if case.is_offered else {"source_seconds": filling.SECONDS}
        wrong = check(case.slug, style, path, body, **known)
        wrong += [] if method == case.fact.method else [f"it is a {method}"]
        if case.is_offered and not stuffed:
            wrong += unarrived(case, data, rows, path, body)
        found += [f"{style}: {words}" for words in wrong]
    return found


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_the_form_takes_is_what_the_provider_takes(case, desk):
    sources = desk.sources(case)
    assert not problems(desk, case, sources, "most")
    assert not problems(desk, case, sources, "most", stuffed=True)
    assert not problems(desk, case, sources, "least", styles=("dedicated",))  # the same fields, only smaller


# What is refused does not depend on the kind of source, so that one kind will do.
REFUSING = [
    case for case in CASES if case.is_offered and case.kind in (None, *KNOWN[case.slug].starts_from[:1])
]


@pytest.mark.parametrize("case", REFUSING, ids=str)
def test_one_past_a_limit_is_refused_beside_the_field(case, desk):
    sources = desk.sources(case)
    rows = desk.rows(case, "most", sources)
    right = filling.filled(case, "most", rows)
    taken = []
    for faults in filling.rounds(filling.faults(case, rows)):
        for beside, wrong in unrefused(desk, case, right, sources, faults):
            if unrefused(desk, case, right, sources, [(beside, wrong)]):  # alone, it may be seen
                taken.append({name: value[:20] for name, value in wrong.items()})
    assert not taken


def unrefused(desk, case, right, sources, faults):
    """Those of several faults, posted at once, beside which the form says nothing."""
    posted = right | {name: value for _beside, wrong in faults for name, value in wrong.items()}
    errors = desk.form(case, posted, sources).errors.keys()
    return [(beside, wrong) for beside, wrong in faults if not beside & errors]


@pytest.mark.parametrize("slug", [slug for slug in KNOWN if "model" in KNOWN[slug].form.base_fields])
def test_a_version_that_is_not_taken_is_refused(slug, desk):
    case = next(case for case in CASES if case.slug == slug)
    sources = desk.sources(case)
    for version in {*ModelVersion, "V3_5"} - {*case.fact.versions}:
        form = desk.form(case, {"model": version}, sources)
        assert "model" in form.errors, version


@pytest.mark.parametrize("slug", KNOWN)
def test_each_choice_of_the_provider_is_offered_and_no_other(slug):
    for name, field in facts.OPERATIONS[slug].by_name.items():
        choices = getattr(KNOWN[slug].form.base_fields.get(name), "choices", ())
        if field.choices and choices:
            assert {value for value, _label in choices} - {""} == {*field.choices}, name


@pytest.mark.parametrize("slug", KNOWN)
def test_what_goes_to_the_market_can_be_read_from_there(slug):
    family = READERS[KNOWN[slug].family]
    is_sent_there = bool(KNOWN[slug].market) or slug in special.FAILS_ON_THE_MARKET
    assert is_sent_there == bool(family.market), "both or neither"


def test_there_is_no_operation_beyond_the_contract():
    assert not OPERATIONS.keys() - facts.OPERATIONS.keys()


def test_there_is_every_operation_of_the_contract():
    assert not MISSING
