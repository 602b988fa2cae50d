import io
import json
import zipfile

import mido
from django.core.files.base import ContentFile

from music.models import Asset, TimedLyrics, Track
from music.services import daw
from tests.base import StudioTestCase
from tests.factories import keep, make_job, make_track

WORDS = [["[Verse]\nThe sea\n", 12.5, 14.0], ["[Chorus]\nSleeps\n", 31.25, 33.0]]


class DawTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.track = keep(
            make_track(owner=self.user, title="Side: B", style="slow waltz, 92 BPM, F# minor"), b"the song"
        )
        self.job = make_job(owner=self.user, operation="stems")

    def add(self, kind, name, position=0, suffix="mp3", job=None):
        asset = Asset(
            owner=self.user, track=self.track, job=job or self.job, kind=kind, name=name, position=position
        )
        asset.archive_state = Asset.Archive.KEPT
        asset.file.save(f"{asset.uuid}.{suffix}", ContentFile(name.encode()), save=True)
        return asset

    def time(self):
        TimedLyrics.objects.create(track=self.track, words=WORDS)

    def unpacked(self):
        with zipfile.ZipFile(
            io.BytesIO(b"".join(daw.stream(Track.objects.get(pk=self.track.pk))))
        ) as archive:
            self.assertIsNone(archive.testzip())
            return {name.removeprefix("Side B/"): archive.read(name) for name in archive.namelist()}

    def test_voices_and_notes_lie_in_folders_in_their_order(self):
        self.add("stem", "Drums", 1)
        self.add("stem", "Vocals", 0)
        self.add("midi", "Bass", suffix="mid", job=make_job(owner=self.user, operation="midi"))
        found = self.unpacked()
        self.assertEqual(found["stems/01 Vocals.mp3"], b"Vocals")
        self.assertEqual(
            [name for name in found if name.startswith("stems")],
            ["stems/01 Vocals.mp3", "stems/02 Drums.mp3"],
        )
        self.assertTrue(any(name.startswith("midi/Bass-") for name in found))

    def test_each_separation_has_a_folder_of_its_own_the_newest_first(self):
        self.add("stem", "Vocals")
        self.add("stem", "Extract", job=make_job(owner=self.user, operation="stems"))
        found = self.unpacked()
        self.assertEqual(found["stems/01 Extract.mp3"], b"Extract")
        self.assertEqual(found["stems-2/01 Vocals.mp3"], b"Vocals")

    def test_the_song_is_there_as_wav_where_it_is_kept_else_as_mp3(self):
        self.assertEqual(self.unpacked()["Side B.mp3"], b"the song")
        self.add("wav", "", suffix="wav", job=make_job(owner=self.user, operation="wav"))
        self.assertIn("Side B.wav", self.unpacked())
        self.assertNotIn("Side B.mp3", self.unpacked())

    def test_parts_and_lines_are_labels_for_audacity_and_markers_of_a_midi_file(self):
        self.time()
        found = self.unpacked()
        self.assertEqual(
            found["markers.txt"].decode().splitlines(),
            ["12.500000\t31.250000\t[Verse]", "12.500000\t14.000000\tThe sea",
             "31.250000\t33.000000\t[Chorus]", "31.250000\t33.000000\tSleeps"],
        )  # fmt: skip
        now, heard = 0.0, []
        for message in mido.MidiFile(file=io.BytesIO(found["markers.mid"])):
            now += message.time
            heard += [(round(now, 2), message.text)] if message.type == "marker" else []
        self.assertEqual(
            heard, [(12.5, "[Verse]"), (12.5, "The sea"), (31.25, "[Chorus]"), (31.25, "Sleeps")]
        )
        self.assertIn("[00:12.50]The sea", found["words.lrc"].decode())

    def test_tempo_and_key_are_told_where_the_song_was_asked_for_with_them(self):
        told = json.loads(self.unpacked()["song.json"])
        self.assertEqual((told["tempo"], told["key"]), (92, "F# minor"))
        self.track.style = "slow waltz"
        self.assertEqual(
            {name: daw.facts(self.track)[name] for name in ("tempo", "key")}, {"tempo": None, "key": None}
        )
        self.track.job.params |= {"sound_tempo": 120, "sound_key": "Am"}
        self.assertEqual(
            {name: daw.facts(self.track)[name] for name in ("tempo", "key")}, {"tempo": 120, "key": "Am"}
        )

    def test_a_file_that_is_missing_is_named(self):
        asset = self.add("stem", "Vocals")
        asset.file.storage.delete(asset.file.name)
        self.assertEqual(self.unpacked()["missing.txt"].decode(), "stems/01 Vocals.mp3\n")
