import io
import tracemalloc
import zipfile
from pathlib import Path

import time_machine
from django.core.files.base import ContentFile

from music.models import Entry, Playlist, TimedLyrics, Track
from music.services import downloads, listed, zips
from tests.base import StudioTestCase
from tests.factories import keep, make_track, make_user
from tests.services.vault import VaultTestCase

ALL = {"wav": True, "cover": True, "lrc": True, "sheet": True, "playlist": True}


def opened(download):
    return zipfile.ZipFile(io.BytesIO(b"".join(download.stream())))


class DownloadTests(VaultTestCase):
    def setUp(self):
        super().setUp()
        self.twin = self.make_song("Night bus")
        TimedLyrics.objects.create(track=self.song, job=self.song.job, words=[["La\n", 0, 1]])
        self.keys = [self.song.pk, self.twin.pk]

    def test_everything_comes_along_under_names_that_are_never_the_same(self):
        archive = opened(downloads.Download(self.keys, **ALL))
        self.assertIsNone(archive.testzip())
        self.assertEqual(archive.namelist(), [
            "01 Night bus.mp3", "01 Night bus.jpg", "01 Night bus.lrc", "01 Night bus.json",
            "02 Night bus.mp3", "02 Night bus.jpg", "02 Night bus.json", "songs.m3u8",
        ])  # fmt: skip
        self.assertEqual(archive.read("02 Night bus.mp3"), Path(self.twin.audio.path).read_bytes())
        self.assertIn(b"La", archive.read("01 Night bus.lrc"))
        self.assertIn(str(self.song.uuid).encode(), archive.read("01 Night bus.json"))

    def test_only_what_was_chosen_comes_along(self):
        self.assertEqual(opened(downloads.Download(self.keys[:1])).namelist(), ["01 Night bus.mp3"])

    def test_the_playlist_file_names_what_lies_beside_it_in_order(self):
        Track.objects.filter(pk=self.song.pk).update(title="Two\nlines")
        listed = opened(downloads.Download(self.keys[::-1], playlist=True)).read("songs.m3u8").decode()
        self.assertEqual(listed.splitlines(), [
            "#EXTM3U", "#EXTINF:187,Night bus", "01 Night bus.mp3", "#EXTINF:187,Two lines", "02 Two lines.mp3",
        ])  # fmt: skip

    def test_a_wav_takes_the_place_of_the_song_where_it_is_kept(self):
        self.make_asset("wav", b"RIFFwave")
        self.song.assets.filter(kind="wav").update(file=self.wav_file())
        archive = opened(downloads.Download(self.keys, wav=True))
        self.assertEqual(archive.namelist(), ["01 Night bus.wav", "02 Night bus.mp3"])
        self.assertEqual(archive.read("01 Night bus.wav"), b"RIFFwave")

    def wav_file(self):
        asset = self.song.assets.get(kind="wav")
        asset.file.save("Mira-0000aaaa/x/song.wav", ContentFile(b"RIFFwave"), save=False)
        return asset.file.name

    def test_no_name_leads_out_of_its_folder_or_is_refused_by_windows(self):
        Track.objects.filter(pk=self.song.pk).update(title='../../a:b\\c?"*<|>.')
        [name] = opened(downloads.Download(self.keys[:1])).namelist()
        self.assertEqual(name, "01 a b c.mp3")

    def test_what_is_not_here_is_named_and_stops_nothing(self):
        Path(self.song.audio.path).unlink()
        new = make_track(owner=self.user, title="Not yet")
        archive = opened(downloads.Download([*self.keys, new.pk, 10**9]))
        self.assertEqual(archive.namelist(), ["02 Night bus.mp3", "missing.txt"])
        self.assertEqual(archive.read("missing.txt").decode(), "01 Night bus\n03 Not yet\n")

    def test_its_length_is_known_before_a_byte_is_read(self):
        for title in ("Night bus", "Größe 雨"):
            Track.objects.filter(pk=self.song.pk).update(title=title)
            download = downloads.Download([*self.keys, make_track(owner=self.user).pk], **ALL)
            self.assertEqual(download.length, len(b"".join(download.stream())))

    def test_a_file_that_changes_meanwhile_breaks_off_and_never_ends_as_if_it_were_whole(self):
        download = downloads.Download(self.keys[:1])
        entries = list(download.entries())
        Path(self.song.audio.path).write_bytes(b"shorter")
        with self.assertRaises(zips.Changed):
            b"".join(zips.stream(entries))

    def test_rows_are_read_in_steps_however_many_there_are(self):
        with self.assertNumQueries(3):
            b"".join(downloads.Download(self.keys, **ALL).stream())
        with self.assertNumQueries(9):
            b"".join(downloads.Download(self.keys * 101, **ALL).stream())

    def test_memory_is_that_of_a_piece(self):
        Path(self.song.audio.path).write_bytes(bytes(50 * 1024**2))
        download = downloads.Download(self.keys[:1], **ALL)
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        size = sum(len(piece) for piece in download.stream())
        self.assertGreater(size, 50 * 1024**2)
        self.assertLess(tracemalloc.get_traced_memory()[1], 10 * 1024**2)


class AskTests(StudioTestCase):
    def test_what_was_asked_is_told_to_who_asked_and_to_nobody_else(self):
        for wanted in ({"query": ""}, {"query": "q=x"}, {"playlist": "a"}, {"tracks": ["b"] * 900}):
            token = downloads.ask(self.user, **wanted)
            self.assertLess(len(token), 300)
            self.assertEqual(downloads.asked(self.user, token), wanted)
            self.assertIsNone(downloads.asked(make_user(), token))
            self.assertIsNone(downloads.asked(self.user, token[:-1] + "x"))

    def test_it_is_told_for_a_day(self):
        with time_machine.travel("2026-12-01T10:00:00Z", tick=False):
            token = downloads.ask(self.user, query="q=x")
        with time_machine.travel("2026-12-02T09:59:00Z", tick=False):
            self.assertEqual(downloads.asked(self.user, token), {"query": "q=x"})
        with time_machine.travel("2026-12-02T10:01:00Z", tick=False):
            self.assertIsNone(downloads.asked(self.user, token))


class ListedTests(StudioTestCase):
    def test_a_playlist_s_songs_come_in_its_order_without_those_in_the_trash(self):
        playlist = Playlist.objects.create(owner=self.user, name="Coast")
        first, second, gone, theirs = (
            keep(make_track(owner=owner)) for owner in (*[self.user] * 3, make_user())
        )
        Track.objects.filter(pk=gone.pk).update(trashed_at="2026-01-01T00:00Z")
        for position, track in enumerate((second, gone, first, second, theirs)):
            Entry.objects.create(playlist=playlist, track=track, position=position)
        self.assertEqual(listed.keys_of(playlist), [second.pk, first.pk, second.pk])

    def test_a_rule_finds_its_songs_when_it_is_asked_in_its_order_and_within_its_limit(self):
        rule = {
            "match": "all",
            "rules": [{"filter": "favourite", "value": True}],
            "sort": "newest",
            "limit": 2,
        }
        playlist = Playlist.objects.create(owner=self.user, name="Loved", rule=rule)
        tracks = [make_track(owner=self.user, is_favourite=loved) for loved in (True, True, False, True)]
        make_track(owner=make_user(), is_favourite=True)
        self.assertEqual(listed.keys_of(playlist), [tracks[3].pk, tracks[1].pk])
