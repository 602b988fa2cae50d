from unittest import mock

from music.kie.limits import ModelVersion
from music.models import Persona, Track
from music.operations import registry
from tests.base import StudioTestCase
from tests.factories import make_job, make_persona, make_track, make_upload

V = Persona.Kind.VOICE


class PersonaListTests(StudioTestCase):
    def test_it_shows_of_what_each_was_made(self):
        track = make_track(owner=self.user, title="Ferry")
        make_persona(owner=self.user, name="Of a song", track=track)
        make_persona(
            owner=self.user, name="Of a voice", kind=V, job=make_job(owner=self.user, operation="voice")
        )
        make_persona(owner=self.user, name="Of an id")
        page = self.client.get("/personas/")
        for words in ("Made of “Ferry”", "Made of a recording", "Added by its id"):
            self.assertContains(page, words)

    def test_it_offers_songs_that_have_none_yet(self):
        with_one, without = make_track(owner=self.user), make_track(owner=self.user)
        make_persona(owner=self.user, track=with_one)
        page = self.client.get("/personas/")
        self.assertContains(page, f"/tracks/{without.uuid}/persona/")
        self.assertNotContains(page, f"/tracks/{with_one.uuid}/persona/")

    def test_it_leads_to_a_voice_of_one_s_own(self):
        self.assertContains(self.client.get("/personas/"), "/personas/voice/")

    def test_one_is_added_by_its_id(self):
        self.client.post("/personas/", {"name": "Old", "kind": "style_persona", "provider_id": "abcd1234"})
        self.assertEqual(Persona.objects.get().name, "Old")

    def test_the_same_id_twice_is_refused(self):
        make_persona(owner=self.user, provider_id="abcd1234")
        page = self.client.post(
            "/personas/", {"name": "Old", "kind": "style_persona", "provider_id": "abcd1234"}
        )
        self.assertContains(page, "You keep this persona already.", status_code=422)

    def test_another_person_s_are_not_there(self):
        make_persona(name="Not mine")
        self.assertNotContains(self.client.get("/personas/"), "Not mine")


class PersonaDetailTests(StudioTestCase):
    def test_it_is_renamed(self):
        persona = make_persona(owner=self.user)
        given = {"name": "New", "kind": persona.kind, "provider_id": persona.provider_id, "description": ""}
        self.client.post(persona.get_absolute_url(), given)
        persona.refresh_from_db()
        self.assertEqual(persona.name, "New")

    def test_a_new_description_leaves_its_songs_alone(self):
        persona = make_persona(owner=self.user)
        given = {"name": persona.name, "kind": persona.kind, "provider_id": persona.provider_id}
        with mock.patch("music.services.personas.rename") as rename:
            self.client.post(persona.get_absolute_url(), given | {"description": "Warm"})
        persona.refresh_from_db()
        self.assertEqual((persona.description, rename.called), ("Warm", False))

    def test_its_songs_are_found_by_its_name_as_long_as_it_has_it(self):
        persona = make_persona(owner=self.user, name="Harbour")
        song = make_track(owner=self.user, persona=persona)
        given = {"name": "Lighthouse", "kind": persona.kind, "provider_id": persona.provider_id}
        self.client.post(persona.get_absolute_url(), given)
        self.assertEqual(list(Track.objects.found_by(self.user, "lighthouse")), [song])
        self.client.post(f"{persona.get_absolute_url()}delete/")
        self.assertFalse(Track.objects.found_by(self.user, "lighthouse").exists())

    def test_it_is_removed(self):
        persona = make_persona(owner=self.user)
        self.client.post(f"{persona.get_absolute_url()}delete/")
        self.assertFalse(Persona.objects.exists())

    def test_a_song_s_shows_which_part_of_it_was_taken(self):
        track = make_track(owner=self.user, title="Ferry")
        persona = make_persona(owner=self.user, track=track, vocal_start=12.0, vocal_end=40.0, style="waltz")
        page = self.client.get(persona.get_absolute_url())
        for words in ("Ferry", "0:12–0:40", "waltz"):
            self.assertContains(page, words)

    def test_a_voice_leads_to_its_check(self):
        job, recording = make_job(owner=self.user, operation="voice"), make_upload(owner=self.user)
        job.sources.create(upload=recording)
        persona = make_persona(owner=self.user, kind=V, job=job)
        self.assertContains(self.client.get(persona.get_absolute_url()), f"/personas/voice/{recording.uuid}/")

    def test_another_person_s_is_not_there(self):
        self.assertEqual(self.client.get(make_persona().get_absolute_url()).status_code, 404)


class PersonaInFormsTests(StudioTestCase):
    """Wherever a persona fits, both kinds are taken, or refused with the reason."""

    def test_create_is_opened_with_it(self):
        persona = make_persona(owner=self.user)
        page = self.client.get(f"/create/generate/?custom_mode=on&persona_id={persona.uuid}")
        self.assertContains(page, f'value="{persona.uuid}" data-kind="style_persona" selected')

    def test_each_version_takes_a_kind_or_says_why_not(self):
        for operation in registry.IN_ORDER:
            if "persona_id" not in operation.form.base_fields:
                continue
            for version in operation.form.base_fields["model"].versions:
                for kind in Persona.Kind:
                    with self.subTest(operation=operation.slug, version=version, kind=kind):
                        self.check(operation, version, kind)

    def check(self, operation, version, kind):
        persona = make_persona(owner=self.user, kind=kind)
        song = self.source(operation, version)
        data = {
            "model": version,
            "persona_id": str(persona.uuid),
            "custom_mode": "on",
            "default_param_flag": "on",
        }
        form = operation.form(data, owner=self.user, sources=song)
        form.is_valid()
        is_refused = "persona_id" in form.errors
        newest = ModelVersion(version).is_v6
        needs_newest = operation.slug in ("mashup", "replace-section")
        is_taken = newest or (not needs_newest and (kind == Persona.Kind.STYLE or version in ("V5", "V5_5")))
        self.assertEqual(is_refused, not is_taken, form.errors)

    def source(self, operation, version):
        kinds = [kind.__name__ for kind in operation.starts_from]
        if not kinds:
            return ()
        if "Track" in kinds:
            return (make_track(owner=self.user, model_version=version),)
        return (make_upload(owner=self.user),)
