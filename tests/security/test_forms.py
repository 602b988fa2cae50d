"""Another person's numbers in the fields of one's own forms and in the questions of one's own addresses."""

import uuid

from django.db.models import Model
from django.forms import BooleanField, DecimalField, ModelChoiceField

from music.models import Job, Persona, ProviderAccount, Track, Upload
from music.operations import registry
from music.operations.fields import SwitchField

from .belongings import Belongings
from .test_doors import HouseTestCase
from .visits import addresses, doors, state_of_the_house

ROWS_BY_NAME = {"second"}  # fields that name a row without being a choice of rows
SONG = {"custom_mode": "on", "style": "waltz", "title": "Mine", "prompt": "[Verse] La", "model": "V6",
        "default_param_flag": "on", "continue_at": "60"}  # fmt: skip


class FieldTests(HouseTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.own = Belongings(cls.other, words="Of somebody else")
        rows = [rows[0] for rows in cls.hers.rows.values()] + [
            cls.hers.of["stems"],
            cls.hers.asset_of["stem"],
        ]
        cls.foreign = [str(row.uuid) for row in rows] + [cls.hers.personas[0].provider_id]

    def forms(self):
        """Each form of each operation, started by the other person from their own things: (what, function of data)."""
        starts = {None: (), Track: (self.own.kept,), Upload: (self.own.recording,)}
        for operation in registry.IN_ORDER:
            for kind, sources in starts.items():
                if operation.can_start_from(kind):
                    yield (
                        operation,
                        lambda data, operation=operation, sources=sources: operation.form(
                            data, owner=self.other, sources=sources
                        ),
                    )

    def test_no_field_of_any_operation_takes_what_is_another_s(self):
        for operation, form_of in self.forms():
            switches = (BooleanField, DecimalField, SwitchField)
            fields = {
                name: field for name, field in form_of({}).fields.items() if not isinstance(field, switches)
            }
            for name in fields:
                for number in self.foreign:
                    form = form_of({**SONG, name: number})
                    form.is_valid()
                    used = [*form.cleaned_data.values(), *form.sources]
                    owners = {row.owner for row in used if isinstance(row, Model)}
                    self.assertLessEqual(owners, {self.other}, f"{operation.slug}: {name}")

    def test_and_says_so_beside_the_field(self):
        tried = set()
        for operation, form_of in self.forms():
            for name, field in form_of({}).fields.items():
                if isinstance(field, ModelChoiceField) or name in ROWS_BY_NAME:
                    for number in self.foreign:
                        self.assertIn(
                            name, form_of({**SONG, name: number}).errors, f"{operation.slug}: {name}"
                        )
                    tried.add(name)
        self.assertEqual(tried, {"persona_id", "second", "task_id", "audio_id", "verify_url"})

    def test_no_page_with_such_a_form_offers_it_or_shows_its_words(self):
        client = self.visitor(self.other)
        for route, door in doors("people", "owner"):
            for address in addresses(route, door, self.own.named.get(door.names, [])[:2]):
                self.assertNotIn(
                    self.hers.words, client.get(address).getvalue().decode(errors="replace"), address
                )

    def test_posted_it_makes_no_job(self):
        client = self.visitor(self.other)
        track, recording = self.own.kept.uuid, self.own.recording.uuid
        persona, stems = self.hers.personas[0], self.hers.of["stems"]
        tries = [
            ("/create/generate/", {"persona_id": persona.uuid}),
            ("/create/generate/", {"persona_id": persona.provider_id}),
            (f"/tracks/{track}/extend/", {"default_param_flag": "on", "continue_at": "60", "persona_id": persona.uuid}),
            (f"/tracks/{track}/mashup/", {"second": self.hers.kept.uuid}),
            (f"/tracks/{track}/mashup/", {"second": self.hers.upload.uuid}),
            (f"/tracks/{track}/midi/", {"task_id": stems.uuid}),
            (f"/tracks/{track}/midi/", {"task_id": self.own.of["stems"].uuid, "audio_id": self.hers.asset_of["stem"].uuid}),
            (f"/personas/voice/{recording}/voice/", {"task_id": self.hers.of["voice-phrase"].uuid, "verify_url": recording}),
            (f"/personas/voice/{recording}/voice-check/", {"task_id": self.hers.of["voice"].uuid}),
            (f"/personas/voice/{recording}/voice-again/", {"task_id": self.hers.of["voice-phrase"].uuid}),
            ("/personas/voice/", {"recording": self.hers.recording.uuid}),
        ]  # fmt: skip
        before = state_of_the_house()
        for address, data in tries:
            response = client.post(address, {**SONG, **data})
            self.assertEqual(response.status_code, 422, (address, data))
            self.assertNotIn(self.hers.words, response.content.decode())
        self.assertEqual(before, state_of_the_house())

    def test_the_key_of_another_s_press_is_only_a_key(self):
        """It leads to a job of one's own, not to theirs."""
        theirs = self.hers.jobs[0]
        response = self.visitor(self.other).post(
            "/create/generate/", {**SONG, "submission": theirs.submission}
        )
        job = Job.objects.newest_first().first()
        self.assertEqual((response.url, job.owner), (f"/jobs/{job.uuid}/", self.other))
        retried = self.own.in_states[list(Job.State).index(Job.State.FAILED)]
        self.visitor(self.other).post(
            f"/jobs/{retried.uuid}/retry/", {"submission": self.hers.jobs[1].submission}
        )
        self.assertEqual(Job.objects.newest_first().first().owner, self.other)

    def test_another_s_row_that_an_address_asks_for_is_not_there(self):
        client = self.visitor(self.other)
        asked = [
            f"/create/generate/?like={job.uuid}" for job in self.hers.jobs if job.operation == "generate"
        ]
        asked += [f"/create/generate/?draft={draft.uuid}" for draft in self.hers.drafts]
        asked += [f"/create/generate/?improved={self.hers.of['style-boost'].uuid}"]
        asked += [f"/lyrics/write/?track={track.uuid}" for track in self.hers.tracks]
        for address in asked:
            kind, _equals, _number = address.rpartition("=")
            self.assertEqual(client.get(address).status_code, 404, address)
            self.assertEqual(client.get(f"{kind}={uuid.uuid4()}").status_code, 404, address)
        shown = f"/personas/voice/{self.own.recording.uuid}/?chosen={self.hers.recording.uuid}"
        self.assertNotIn(str(self.hers.recording.uuid), client.get(shown).content.decode())
        filled = client.get(f"/create/generate/?persona_id={self.hers.personas[0].uuid}").content.decode()
        self.assertNotIn(f'{self.hers.personas[0].uuid}" selected', filled)

    def test_another_s_key_pays_for_nothing(self):
        """An account of one's own is theirs alone, found again by its key's end or not."""
        account = self.hers.account
        self.assertNotEqual(ProviderAccount.objects.for_person(self.other), account)
        Persona.objects.filter(pk=self.own.personas[0].pk).update(account=account)
        form = registry.get("generate").form(
            {**SONG, "persona_id": self.own.personas[0].uuid}, owner=self.other
        )
        self.assertIn("persona_id", form.errors)
