from datetime import UTC, date, datetime

from mutagen.id3 import ID3

from music.media import audio, tags
from tests.media.sounds import m4a, mp3, tone, wav
from tests.media.test_audio import Files

SONG = {
    "title": "夜の歌 – Ночь",
    "artist": "Ада & Zoë",
    "style": "synthwave, 80s; female vocals",
    "lyrics": "[Verse]\nنیلی\n\n[Chorus]\n🎧 up",
    "comment": "Made with Suno Studio",
    "version": "V4_5PLUS",
    "cover": b"\xff\xd8\xff\xe0 a picture",
}


class TagsTests(Files):
    def songs(self):
        for name, content in {"a.mp3": mp3(tone(1)), "b.m4a": m4a()}.items():
            with self.subTest(name):
                yield self.file(content, name)

    def test_what_is_written_can_be_read(self):
        for path in self.songs():
            self.assertTrue(tags.write(path, **SONG, date=date(2026, 11, 22)))
            self.assertEqual(tags.read(path), tags.Tags(**SONG, cover_type="image/jpeg", date="2026-11-22"))

    def test_the_sound_stays_what_it_was(self):
        for path in self.songs():
            before = audio.check(path), audio.peaks(path)
            tags.write(path, **SONG)
            self.assertEqual((audio.check(path), audio.peaks(path)), before)

    def test_the_same_twice_leaves_the_same_bytes(self):
        for path in self.songs():
            tags.write(path, **SONG)
            once = path.read_bytes()
            tags.write(path, **SONG)
            self.assertEqual(path.read_bytes(), once)

    def test_new_tags_replace_the_old(self):
        for path in self.songs():
            tags.write(path, **SONG)
            tags.write(path, title="Other", cover=None)
            self.assertEqual(tags.read(path), tags.Tags(title="Other"))

    def test_it_takes_moments_and_text_for_dates(self):
        for path in self.songs():
            for moment in (datetime(2026, 11, 22, 9, 30, 5, 123456, UTC), "2026-11-22T09:30:05"):
                tags.write(path, title="x", cover=None, date=moment)
                self.assertTrue(tags.read(path).date.startswith("2026-11-22T09:30:05"))

    def test_it_keeps_the_type_of_the_cover(self):
        for path in self.songs():
            tags.write(path, title="x", cover=b"\x89PNG", cover_type="image/png")
            self.assertEqual(tags.read(path).cover_type, "image/png")

    def test_broken_text_does_not_stop_it(self):
        for path in self.songs():
            tags.write(path, title="a\0b\ud83d", cover=None)
            self.assertEqual(tags.read(path).title, "ab?")

    def test_mp3_gets_version_2_4_and_loses_what_stood_at_its_end(self):
        path = self.file(mp3(tone(1)) + b"TAG" + b"old".ljust(125, b"\0"))
        tags.write(path, title="New", cover=None)
        self.assertEqual(ID3(path).version, (2, 4, 0))
        self.assertNotIn(b"TAGold", path.read_bytes())

    def test_it_leaves_other_files_alone(self):
        for content in (wav(tone(1)), b"<html>", b""):
            path = self.file(content)
            self.assertFalse(tags.write(path, **SONG))
            self.assertEqual((path.read_bytes(), tags.read(path)), (content, tags.Tags()))

    def test_a_song_without_tags_has_empty_ones(self):
        for path in self.songs():
            self.assertEqual(tags.read(path), tags.Tags())
