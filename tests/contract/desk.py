"""A person at the studio, with personas, and with whatever a case starts from."""

import uuid
from datetime import timedelta

from django.utils import timezone

from music.kie.client import Client
from music.models import Handover, Persona, Track, Upload
from music.operations import registry
from music.services import jobs
from tests import factories

from . import filling, special
from .terms import WITH_VOICES


class Recorder(Client):
    """Sends nothing, and keeps where it would have gone."""

    def _call(self, method, path, fields):
        self.sent = (method, path, fields)
        return {"code": 200, "msg": "success", "data": {"taskId": "5c79000000000000000000000000be8e"}}


class Desk:
    def __init__(self):
        self.user = factories.make_user()
        self.account = factories.make_account()

    def rows(self, case, edge, sources):
        """What the fields that choose a row of ours can choose: {name: (what is posted, what is sent)}."""
        persona = self.persona(case, edge)
        prepare = special.PREPARED.get(case.slug)
        more = prepare(sources[0]) if prepare else {}
        return {"persona_id": (str(persona.uuid), persona.provider_id)} | more

    def persona(self, case, edge):
        """At the most a voice, where the version knows voices."""
        knows_voices = case.version in WITH_VOICES and edge == "most"
        kind = Persona.Kind.VOICE if knows_voices else Persona.Kind.STYLE
        return factories.make_persona(owner=self.user, account=self.account, kind=kind)

    def sources(self, case):
        """What the case starts from: as many as the provider wants addresses, else one."""
        if case.kind is None:
            return ()
        several = case.fact.by_name.get("upload_url_list")
        return tuple(self.source(case) for _number in range(several.most if several else 1))

    def source(self, case):
        song = MAKERS[case.kind](self, case)
        if case.kind in (Track, Upload):
            self.hand_over(song)
        return song

    def track(self, case):
        return factories.make_track(owner=self.user, duration=filling.SECONDS, model_version=case.version)

    def upload(self, case):
        return Upload.objects.create(
            owner=self.user, title="Humming", audio="humming.mp3", suffix="mp3", size=2_000_000, sha256=uuid.uuid4().hex * 2,
            duration=filling.SECONDS,
        )  # fmt: skip

    def hand_over(self, song):
        """The provider has a copy already."""
        end = {"track": song} if isinstance(song, Track) else {"upload": song}
        url, until = f"https://uploads.example/{uuid.uuid4()}.mp3", timezone.now() + timedelta(hours=20)
        Handover.objects.create(account=self.account, url=url, until=until, **end)

    def form(self, case, data, sources):
        return case.form(data, owner=self.user, sources=sources)

    def send(self, case, params, sources, style):
        """(method, path, body) of what would be sent for a form's params."""
        self.account.style = style
        operation = registry.get(case.slug)
        job = jobs.start(
            operation, self.user, params, submission=uuid.uuid4(), account=self.account, sources=sources
        )
        client = Recorder(self.account.base_url, "key", job.style)
        client.send(operation.request(job))
        return client.sent


MAKERS = {Track: Desk.track, Upload: Desk.upload}
"""How each kind of row is made that an operation can start from."""
