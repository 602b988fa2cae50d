"""What another studio's export says of keys and settings: the provider's ids, personas, rules, recipes. None of it is believed."""

import io
import json
import zipfile

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from music.models import Asset, Job, Persona, Playlist, ProviderAccount, Recipe, Track
from music.operations import registry
from music.rules import Rule
from music.services import export, leaving, sheets
from music.services.imports import ids, lists
from tests.factories import (
    make_job,
    make_persona,
    make_playlist,
    make_recipe,
    make_track,
)
from tests.services.bringing import SONG, ExportedTestCase


class KeptTestCase(ExportedTestCase):
    """Somebody's song, with all it was made with, exported; then they and it are gone from here."""

    def setUp(self):
        super().setUp()
        self.persona = make_persona(owner=self.before, provider_id="voice-1", name="Harbour", vocal_end=30.0)
        job = make_job(owner=self.before, task_id="task-1")
        self.song = self.night_bus(job=job, audio_id="song-1", persona=self.persona)
        Persona.objects.update(track=self.song)
        sheets.write(self.song)
        self.rule = {
            "match": "all", "sort": "title", "limit": 20, "rules": [
                {"filter": "persona", "not": False, "value": str(self.persona.uuid), "word": "Harbour"},
                {"match": "any", "rules": [
                    {"filter": "project", "not": False, "value": str(self.project.uuid), "word": "Coast"},
                    {"filter": "tag", "not": False, "value": "demo", "word": "demo"},
                    {"filter": "duration", "not": True, "value": [None, 20.0], "word": "up to 0:20"},
                ]},
            ],
        }  # fmt: skip
        folder = make_playlist(owner=self.before, name="Sea", is_folder=True)
        make_playlist(owner=self.before, name="Voices", rule=self.rule, folder=folder)
        self.settings_kept = {
            "custom_mode": True,
            "model": "V6",
            "style": "waltz",
            "style_weight": 0.4,
            "duration": 90,
        }
        make_recipe(
            owner=self.before, name="Slow waltz", note="For the ball", is_shared=True,
            params=self.settings_kept | {"persona_id": str(self.persona.uuid)},
        )  # fmt: skip

    def exported(self):
        """And nobody is here any more who has any of it."""
        content = super().exported()
        User.objects.filter(pk=self.before.pk).update(leaves_at=timezone.now())
        leaving.delete(self.before.pk)
        return content

    def changed(self, content, **edits):
        """With one function for each kind of line, or for the song's sheet, that changes what it says."""
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w") as after:
            for name in before.namelist():
                text, edit = before.read(name), edits.get(name.rpartition("/")[2].partition(".")[0])
                if edit and name.endswith((".json", ".jsonl")):
                    told = [json.loads(line) for line in text.splitlines()] if name.endswith("l") else [json.loads(text)]  # fmt: skip
                    for each in told:
                        edit(each)
                    text = "\n".join(map(json.dumps, told)).encode()
                after.writestr(name, text)
        return made.getvalue()

    @property
    def mine(self):
        return Track.objects.of(self.user).get()


class ArrivalTests(KeptTestCase):
    def test_personas_rules_and_recipes_come_with_what_they_meant(self):
        self.bring_zip(self.exported())
        persona = Persona.objects.of(self.user).get()
        self.assertEqual((persona.name, persona.provider_id, persona.vocal_end), ("Harbour", "voice-1", 30.0))
        self.assertEqual((persona.track, self.mine.persona), (self.mine, persona))
        self.assertNotEqual(persona.uuid, self.persona.uuid)
        self.assertEqual(list(Track.objects.found_by(self.user, "harbour")), [self.mine])
        playlist = Playlist.objects.of(self.user).lists().get()
        rule = Rule(self.user, playlist.rule)
        self.assertEqual((rule.keys(), rule.gone, rule.limit), ([self.mine.pk], [], 20))
        self.assertEqual((playlist.name, playlist.folder.name, playlist.rule["sort"]), ("Voices", "Sea", "title"))  # fmt: skip
        recipe = Recipe.objects.of(self.user).get()
        self.assertEqual(recipe.params, self.settings_kept | {"persona_id": str(persona.uuid)})
        self.assertEqual((recipe.name, recipe.note, recipe.is_shared), ("Slow waltz", "For the ball", False))

    def test_the_song_can_be_gone_on_with(self):
        self.bring_zip(self.exported())
        self.assertEqual((self.mine.audio_id, self.mine.job.task_id), ("song-1", "task-1"))
        page = self.client.get(f"/tracks/{self.mine.uuid}/extend/")
        form = {name: value for name, value in page.context["form"].initial.items() if value is not None}
        data = form | {"default_param_flag": "", "submission": str(form["submission"])}
        self.assertEqual(self.client.post(f"/tracks/{self.mine.uuid}/extend/", data).status_code, 302)
        job = Job.objects.of(self.user).get(operation="extend")
        self.assertEqual(registry.get("extend").fields(job)["audio_id"], "song-1")

    def test_twice_is_the_same_as_once(self):
        content = self.exported()
        self.bring_zip(content)
        self.bring_zip(content)
        counts = [model.objects.of(self.user).count() for model in (Track, Persona, Recipe, Playlist)]
        self.assertEqual(counts, [1, 1, 1, 2])

    def test_ids_come_later_where_the_song_came_without(self):
        content = self.exported()
        with self.settings(KIE_API_BASE_URL="https://other.example"):
            self.bring_zip(content)
        self.assertEqual(self.mine.audio_id, "")
        self.bring_zip(content)
        self.assertEqual((self.mine.audio_id, self.mine.job.account), ("song-1", ProviderAccount.objects.for_person(self.user)))  # fmt: skip


class TrustTests(KeptTestCase):
    def nothing_of_the_provider(self):
        self.assertEqual((self.mine.audio_id, self.mine.job.task_id), ("", ""))
        self.assertFalse(Persona.objects.of(self.user).exists())

    def test_what_somebody_else_has_here_stays_theirs(self):
        self.bring_zip(b"".join(export.stream(self.before)))
        self.nothing_of_the_provider()
        self.assertNotIn("persona_id", Recipe.objects.of(self.user).get().params)
        playlist = Playlist.objects.of(self.user).lists().get()
        rule = Rule(self.user, playlist.rule)
        self.assertEqual((rule.keys(), rule.gone), ([], ["Harbour"]))

    def test_one_of_the_two_ids_is_enough_to_be_somebody_s(self):
        content = self.exported()
        theirs = make_job(task_id="task-1")
        self.bring_zip(content)
        self.assertEqual(self.mine.audio_id, "")
        theirs.delete()
        make_track(audio_id="song-1")
        self.bring_zip(content)
        self.assertEqual(self.mine.audio_id, "")

    def test_another_provider_s_ids_are_left_out(self):
        def elsewhere(told):
            (told.get("job") or told)["account"] = {"base_url": "https://[", "is_own": False}

        self.bring_zip(self.changed(self.exported(), song=elsewhere, personas=elsewhere))
        self.nothing_of_the_provider()

    def test_another_key_s_ids_are_left_out(self):
        def of_own_key(told):
            (told.get("job") or told)["account"] |= {"is_own": True, "key_hint": "wxyz"}

        self.bring_zip(self.changed(self.exported(), song=of_own_key, personas=of_own_key))
        self.nothing_of_the_provider()

    def test_what_is_no_id_is_none(self):
        for wrong in ("../../etc/passwd", "a b", "", "x" * 65, "x\n", None, 7, ["x"]):
            self.assertEqual(ids.known(wrong), "")

    def test_nonsense_breaks_nothing(self):
        def personas(told):
            told |= {"name": None, "kind": "king", "vocal_start": "soon", "account": [], "provider_id": {}}

        def playlists(told):
            told |= {"rule": {"match": "all", "rules": 7}, "folder": 5, "entries": "none", "trashed_at": None}

        def recipes(told):
            told |= {"params": {"model": "V99", "style": ["a"] * 50, "custom_mode": "on", "persona_id": str(self.persona.uuid), "weirdness_constraint": 1e99, "nonsense": {}}}  # fmt: skip

        edits = {"personas": personas, "playlists": playlists, "recipes": recipes}
        arrival = self.bring_zip(self.changed(self.exported(), **edits))
        self.assertEqual(arrival.state, "kept")
        self.assertFalse(Persona.objects.of(self.user).exists())
        self.assertFalse(Playlist.objects.of(self.user).exists())
        self.assertLessEqual(Recipe.objects.of(self.user).get().params.keys(), {"style", "custom_mode"})

    def test_a_persona_of_somebody_here_cannot_be_named(self):
        theirs = make_persona()
        make_recipe(owner=self.before, name="Stolen", params={"model": "V6", "persona_id": str(theirs.uuid)})
        self.bring_zip(self.exported())
        self.assertNotIn("persona_id", Recipe.objects.of(self.user).get(name="Stolen").params)

    def test_a_rule_of_another_shape_is_no_rule(self):
        meanings = lists.Meanings(self.user, {}, {}, {})
        deep = {"match": "all", "rules": []}
        for _step in range(50):
            deep = {"match": "all", "rules": [deep]}
        one = {"filter": "q", "value": "sea"}
        for wrong in (deep, {"rules": [one]}, {"match": "all", "rules": [one, 7]}, {"match": "all", "rules": []},
                      {"match": ["all"], "rules": [one]}, {"match": "all", "rules": [one] * 41}):  # fmt: skip
            self.assertIsNone(lists.rule_of(wrong, meanings))
        odd = {"match": "all", "rules": [{"filter": "mood", "value": {"a": 1}}], "limit": 10**9, "sort": []}
        made = lists.rule_of(odd, meanings)
        self.assertEqual((made["limit"], made["sort"]), (None, "newest"))
        self.assertEqual(Rule(self.user, made).keys(), [])

    def test_stems_bring_no_id(self):
        asset = Asset.objects.create(owner=self.before, track=self.song, job=self.song.job, kind="stem", name="Vocals", archive_state="kept", provider_id="stem-1")  # fmt: skip
        asset.file.save(
            f"{self.song.audio.name.rpartition('/')[0]}/stem/vocals.mp3", ContentFile(SONG + b"x")
        )
        sheets.write(self.song)
        self.bring_zip(self.exported())
        self.assertEqual([stem.provider_id for stem in self.mine.assets.all()], [""])
