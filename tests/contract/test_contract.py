"""Every operation, in both wire styles, with every version and every combination of switches: what its form
takes at the limits goes out as the provider takes it, and one past a limit is refused beside the field."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from music.kie.client import Client
from music.kie.limits import ModelVersion
from music.models import Handover, Persona, Track
from music.operations.registry import OPERATIONS
from music.services import jobs
from tests import factories

from . import facts, filling, special
from .checker import check
from .terms import MARKET_PATH, WITH_VOICES

pytestmark = pytest.mark.django_db

MISSING = sorted(facts.OPERATIONS.keys() - OPERATIONS.keys())
KNOWN = {slug: operation for slug, operation in OPERATIONS.items() if slug in facts.OPERATIONS}
CASES = [
    case for slug, operation in KNOWN.items() for case in filling.cases_of(operation, facts.OPERATIONS[slug])
]
STYLES = ("dedicated", "market")


class Recorder(Client):
    """Sends nothing, and keeps where it would have gone."""

    def _call(self, method, path, fields):
        self.sent = (method, path, fields)
        return {"code": 200, "msg": "success", "data": {"taskId": "5c79000000000000000000000000be8e"}}


class Desk:
    """A person at the studio, with personas, and with whatever a case starts from."""

    def __init__(self):
        self.user = factories.make_user()
        self.account = factories.make_account()

    def persona(self, case, edge):
        knows_voices = case.version in WITH_VOICES and edge == "most"
        kind = Persona.Kind.VOICE if knows_voices else Persona.Kind.STYLE
        return factories.make_persona(owner=self.user, account=self.account, kind=kind)

    def sources(self, case):
        if case.kind is None:
            return ()
        several = case.fact.by_name.get("upload_url_list")
        return tuple(self.source(case) for _number in range(several.most if several else 1))

    def source(self, case):
        if case.kind is Track:
            song = factories.make_track(
                owner=self.user,
                duration=filling.SECONDS,
                model_version=case.version,
                **special.track(case.slug),
            )
        else:
            song = factories.make_upload(
                owner=self.user, duration=filling.SECONDS, **special.upload(case.slug)
            )
        self.hand_over(song)
        return song

    def hand_over(self, song):
        end = {"track": song} if isinstance(song, Track) else {"upload": song}
        url, until = f"https://uploads.example/{uuid.uuid4()}.mp3", timezone.now() + timedelta(hours=20)
        Handover.objects.create(account=self.account, url=url, until=until, **end)

    def form(self, case, data, sources):
        return case.form(data, owner=self.user, sources=sources)

    def send(self, case, params, sources):
        """(method, path, body) of what would be sent for a form's params."""
        operation = OPERATIONS[case.slug]
        job = jobs.start(operation, self.user, params, submission=uuid.uuid4(), sources=sources)
        client = Recorder(self.account.base_url, "key", job.style)
        client.send(operation.request(job))
        return client.sent


@pytest.fixture
def desk():
    return Desk()


def unarrived(case, data, persona, path, body):
    """What was posted and did not go out, or not as it was."""
    values = body["input"] if path == MARKET_PATH else body
    for field, value in filling.arrives(case, data, persona):
        name = field.name if path == MARKET_PATH else field.wire
        if values.get(name) != value and not (path == MARKET_PATH and not field.is_on_market):
            yield f"{name} should arrive as it was posted"


def problems(desk, case, style, edge, *, stuffed):
    sources, persona = desk.sources(case), desk.persona(case, edge)
    data = filling.filled(case, edge, persona, stuffed=stuffed)
    form = desk.form(case, data, sources)
    if not form.is_valid():
        return (
            [] if stuffed or not case.is_offered else [f"at the {edge}, the form refuses {dict(form.errors)}"]
        )
    method, path, body = desk.send(case, form.params(), sources)
    known = case.said if case.is_offered else {"source_seconds": filling.SECONDS}
    found = check(case.slug, style, path, body, **known)
    found += [] if method == case.fact.method else [f"it is a {method}"]
    if case.is_offered and not stuffed:
        found += unarrived(case, data, persona, path, body)
    return [f"at the {edge}{', stuffed' if stuffed else ''}: {words}" for words in found]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_the_form_takes_is_what_the_provider_takes(case, style, desk, settings):
    settings.KIE_API_STYLE = style
    found = []
    for edge, stuffed in (("most", False), ("least", False), ("most", True)):
        found += problems(desk, case, style, edge, stuffed=stuffed)
    assert not found


@pytest.mark.parametrize("case", [case for case in CASES if case.is_offered], ids=str)
def test_one_past_a_limit_is_refused_beside_the_field(case, desk):
    sources, persona = desk.sources(case), desk.persona(case, "most")
    right = filling.filled(case, "most", persona)
    taken = []
    for beside, wrong in filling.faults(case):
        form = desk.form(case, right | wrong, sources)
        if not beside & form.errors.keys():
            taken.append({name: value[:20] for name, value in wrong.items()} | {"errors": dict(form.errors)})
    assert not taken


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


def test_there_is_no_operation_beyond_the_contract():
    assert not OPERATIONS.keys() - facts.OPERATIONS.keys()


@pytest.mark.xfail(bool(MISSING), reason=f"not made yet: {', '.join(MISSING)}", strict=False)
def test_there_is_every_operation_of_the_contract():
    assert not MISSING
