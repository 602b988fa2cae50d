import base64
import struct
import zlib
from datetime import UTC, date, datetime
from io import BytesIO

from mutagen import flac
from mutagen.aiff import AIFF
from mutagen.id3 import APIC, ID3, TALB, TCON, TIT2, TPE1, USLT
from mutagen.oggopus import OggOpus
from mutagen.wave import WAVE

from music.media import audio, tags
from tests.media.sounds import encoded, m4a, mp3, tone, wav
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


def chunk(name, content, order="<"):
    return name + struct.pack(f"{order}I", len(content)) + content + b"\0" * (len(content) % 2)


def info(**texts):
    """A WAV's own texts."""
    return chunk(b"LIST", b"INFO" + b"".join(chunk(name.encode(), text) for name, text in texts.items()))


def with_chunks(content, *more):
    """A WAV or an AIFF with these behind its sound."""
    order = ">" if content[:4] == b"FORM" else "<"
    body = content[8:] + b"".join(more)
    return content[:4] + struct.pack(f"{order}I", len(body)) + body


class OtherKindsTests(Files):
    """What is brought and not written here: read as far as its kind can tell."""

    def test_a_tag_in_wav_and_aiff_is_read_like_that_of_an_mp3(self):
        for kind, content in {WAVE: wav(tone(1)), AIFF: encoded(tone(1), "aiff", "pcm_s16be")}.items():
            path = self.file(content)
            file = kind(path)
            file.add_tags()
            for frame in (TIT2(text="Night bus"), TPE1(text="The Ferrymen"), TCON(text="slow folk"),
                          TALB(text="Coast"), USLT(text="The driver\nknows"),
                          APIC(mime="image/png", data=b"\x89PNG picture")):  # fmt: skip
                file.tags.add(frame)
            file.save(path)
            read = tags.read(path)
            self.assertEqual(
                (read.title, read.artist, read.style), ("Night bus", "The Ferrymen", "slow folk")
            )
            self.assertEqual((read.album, read.lyrics), ("Coast", "The driver\nknows"))
            self.assertEqual((read.cover, read.cover_type), (b"\x89PNG picture", "image/png"))

    def test_the_older_texts_of_wav_are_read_in_any_writing(self):
        texts = info(INAM="Ночь".encode(), IART=b"Zo\xeb\0", IGNR=b"folk", ICMT=b"odd", ICRD=b"2024-05-01", IPRD=b"Coast", IKEY=b"x")  # fmt: skip
        read = tags.read(self.file(with_chunks(wav(tone(1)), texts)))
        self.assertEqual((read.title, read.artist, read.style, read.comment), ("Ночь", "Zoë", "folk", "odd"))
        self.assertEqual((read.date, read.album, read.cover), ("2024-05-01", "Coast", None))

    def test_the_older_texts_of_aiff_are_read_and_a_tag_counts_before_them(self):
        tag = BytesIO()
        file = ID3()
        file.add(TIT2(text="By tag"))
        file.save(tag)
        older = (
            chunk(b"NAME", b"Older", ">"),
            chunk(b"AUTH", b"Ada", ">"),
            chunk(b"ID3 ", tag.getvalue(), ">"),
        )
        read = tags.read(self.file(with_chunks(encoded(tone(1), "aiff", "pcm_s16be"), *older)))
        self.assertEqual((read.title, read.artist), ("By tag", "Ada"))

    def test_a_packed_or_broken_tag_in_a_wav_is_none_and_the_texts_stay(self):
        packed = b"TIT2" + struct.pack(">I", 30)[:4] + b"\0\x08" + zlib.compress(b"\0" * 1000)
        for tag in (b"ID3\x04\0\0\0\0\0\x40" + packed, b"ID3\x04", b"nonsense"):
            content = with_chunks(wav(tone(1)), chunk(b"id3 ", tag), info(INAM=b"Night bus"))
            self.assertEqual(tags.read(self.file(content)), tags.Tags(title="Night bus"))

    def test_chunks_that_lie_about_their_size_end_the_reading(self):
        for lie in (
            b"LIST\xff\xff\xff\xffINFOINAM\xff\xff\xff\xffx",
            b"id3 \xff\xff\xff\xffID3",
            b"INAM",
            b"\0" * 9000,
        ):
            read = tags.read(self.file(with_chunks(wav(tone(1)), lie)))
            self.assertIn(read.title, ("", "x"))

    def test_a_cover_in_an_ogg_is_read(self):
        path = self.file(encoded(tone(1), "ogg", "libopus"))
        picture = flac.Picture()
        picture.data, picture.mime = b"\x89PNG picture", "image/png"
        file = OggOpus(path)
        file["title"], file["genre"], file["lyrics"] = "Night bus", "folk", "La la"
        file["metadata_block_picture"] = ["?", base64.b64encode(picture.write()).decode()]
        file.save(path)
        told = {"title": "Night bus", "style": "folk", "lyrics": "La la"}
        self.assertEqual(tags.read(path), tags.Tags(**told, cover=b"\x89PNG picture", cover_type="image/png"))

    def test_webm_says_its_words(self):
        content = encoded(
            tone(1), "webm", "libopus", metadata={"title": "Night bus", "artist": "Ada", "genre": "folk"}
        )
        read = tags.read(self.file(content))
        self.assertEqual((read.title, read.artist, read.style), ("Night bus", "Ada", "folk"))
