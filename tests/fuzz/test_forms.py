"""Paid forms with anything in them: an error beside a field, or a request that the provider takes; nothing between."""

from html.parser import HTMLParser

from django.forms import NumberInput, Textarea, TextInput
from hypothesis import given
from hypothesis import strategies as st

from music.models import Job, Track
from music.operations.registry import IN_ORDER, OPERATIONS
from tests.contract import facts, filling, special
from tests.contract.checker import check
from tests.contract.desk import Desk

from .base import FuzzCase
from .nonsense import TEXTS

STYLES = ("dedicated", "market")
CASES = [case for made in IN_ORDER for case in filling.cases_of(made, facts.OPERATIONS[made.slug])]
NUMBERS = st.integers(-10, 10**6).map(str) | st.floats(0, 400).map(str) | st.floats().map(str)
WORDS = (
    "", " ", "\n", "\r\n\r\n", "on", "true", "false", "None", "V4", "V3_5", "V6_MINI", "m", "f", "1e3", "1e400", "nan",
    "-0", "٣", "0,5", "1_000", "\x00", "a\x00b", "<b>&amp;", "\u202e\u200b", "💿" * 30, "海" * 5001, "x" * 1001,
    "x\r\n" * 1500, "00000000-0000-0000-0000-000000000000", "2fac0000000000000000000000009f72",
)  # fmt: skip
ANYTHING = TEXTS | NUMBERS | st.sampled_from(WORDS)


class Seat(Desk):
    """The same desk for a person who is there already."""

    def __init__(self, user):
        super().__init__()
        self.user = user


@st.composite
def postings(draw, case, rows):
    """What is posted: all right, or with some fields changed, or anything at all."""
    names = st.sampled_from(sorted(case.form.base_fields))
    edge, is_stuffed = draw(st.sampled_from(["most", "least"])), draw(st.booleans())
    near = filling.filled(case, edge, rows, stuffed=is_stuffed)
    data = near if draw(st.integers(0, 4)) else {}
    data |= draw(st.dictionaries(names, ANYTHING, max_size=4))
    for name in draw(st.sets(names, max_size=1)):
        data.pop(name, None)
    for name in draw(st.sets(names, max_size=2)) & data.keys():
        data[name] = str(data[name]) + draw(st.sampled_from("海x 0.\n"))  # one more than enough, perhaps
    return {name: value for name, value in data.items() if name != "submission"}


def known(case, form):
    """What is settled and a body need not say."""
    switches = {field.name for field in case.fact.fields if field.type == "switch"}
    told = switches | {"model", special.DECIDING.get(case.slug)}
    chosen = {name: value for name, value in form.cleaned_data.items() if name in told and value != ""}
    seconds = {"source_seconds": filling.SECONDS}
    return seconds | (chosen if case.fact.offers(chosen | seconds) else {})


class FormTests(FuzzCase):
    @given(st.sampled_from(CASES), st.data())
    def test_it_refuses_beside_a_field_or_sends_what_the_provider_takes(self, case, data):
        desk = Seat(self.user)
        sources = desk.sources(case)
        form = desk.form(case, data.draw(postings(case, desk.rows(case, "most", sources))), sources)
        if not form.is_valid():
            self.assertTrue(any(form.errors.values()))
            return
        for style in STYLES:
            _method, path, body = desk.send(case, form.params(), form.sources, style)
            self.assertEqual(check(case.slug, style, path, body, **known(case, form)), [], (style, body))


def address_of(case, sources):
    if not sources:
        return f"/create/{case.slug}/"
    place = "tracks" if isinstance(sources[0], Track) else "uploads"
    return f"/{place}/{sources[0].uuid}/{case.slug}/"


class Typed(HTMLParser):
    """What stands in the texts and numbers of a page, by the name of the field."""

    def __init__(self, page):
        super().__init__()
        self.values, self.area = {}, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "textarea":
            self.area = attrs["name"]
            self.values[self.area] = ""
        elif tag == "input" and "name" in attrs:
            self.values.setdefault(attrs["name"], attrs.get("value", ""))

    def handle_data(self, data):
        if self.area:
            self.values[self.area] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.values[self.area] = self.values[self.area].removeprefix("\n")  # it belongs to the tag
            self.area = None


def is_typed(field):
    return isinstance(field.widget, Textarea | TextInput | NumberInput) and not field.widget.is_hidden


class PostTests(FuzzCase):
    @given(st.sampled_from([case for case in CASES if OPERATIONS[case.slug].in_menus]), st.data())
    def test_a_post_makes_a_job_or_gives_back_what_was_typed(self, case, data):
        desk = Seat(self.user)
        sources = desk.sources(case)
        posted = data.draw(postings(case, desk.rows(case, "most", sources)))
        before = Job.objects.count()
        address = address_of(case, sources)
        response = self.browser.post(address, posted)
        made = Job.objects.count() - before
        self.assertIn((response.status_code, made), ((302, 1), (422, 0)))
        if response.status_code == 422:
            self.assertTrue(any(response.context["form"].errors.values()))
            self.assert_nothing_is_lost(address, response, posted)

    def assert_nothing_is_lost(self, address, response, posted):
        fields = response.context["form"].fields
        typed = {name: value for name, value in posted.items() if name in fields and is_typed(fields[name])}
        shown = Typed(response.content.decode()).values
        lost = {name: value for name, value in typed.items() if shown.get(name) != value}
        if lost:  # of what the page shows at all
            self.assertEqual(
                lost.keys() & Typed(self.browser.get(address).content.decode()).values.keys(), set()
            )
