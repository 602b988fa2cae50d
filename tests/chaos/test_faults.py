"""A fault counts as struck only by what it alone does: never because a song ended, or failed, in the ordinary way."""

import re
import tempfile
from pathlib import Path
from types import SimpleNamespace
from unittest import TestCase, mock

from tests.chaos import faults, logs, weather
from tests.chaos.books import Books
from tests.chaos.faults import ARMED, BY_NAME, TAGGED, Case


def some(*rows):
    return SimpleNamespace(all=lambda: rows)


def event(kind, status=200, words="", body='{"code": 200}'):
    return SimpleNamespace(kind=kind, status=status, words=words, body=body)


def track(error=""):
    return SimpleNamespace(audio_url="https://files.example/song.mp3", archive_error=error)


def call(kind, due, tries=1, posts=1):
    return {"kind": kind, "due": due, "tries": tries, "posts": posts}


ITEMS = [{"kind": "song", "asks": 0}, {"kind": "song", "asks": 0}]
MADE = {"stage": "complete", "asks": 1, "ended": 100.0, "error_code": None, "items": ITEMS}
CALLS = [call("text", 98.0), call("first", 99.0), call("complete", 100.0)]
ACCEPTED, CALLED = event("answer"), event("callback")


def job(*events, state="done", tracks=None):
    tracks = (track(), track()) if tracks is None else tracks
    return SimpleNamespace(state=state, events=some(*events), tracks=some(*tracks))


def strikes(name, job, task=MADE, calls=CALLS):
    fault = BY_NAME[name]
    return bool(fault.evidence(fault, Case(job, task, calls)))


class NoEvidenceTests(TestCase):
    def test_a_song_that_was_made_in_the_ordinary_way_shows_none(self):
        ordinary = job(ACCEPTED, CALLED)
        asked = {"no-addresses", "wrong-state 3"}  # a question after the end is all that those are
        task = MADE | {"asks": 0}
        self.assertEqual([fault.name for fault in TAGGED if strikes(fault.name, ordinary, task)], [])
        struck = {fault.name for fault in TAGGED if strikes(fault.name, ordinary)}
        self.assertEqual(struck, asked)

    def test_nor_does_one_that_was_refused_or_failed_for_another_reason(self):
        refused = job(event("answer", words="418: I am a teapot"), state="failed", tracks=())
        self.assertEqual([each.name for each in TAGGED if strikes(each.name, refused, None, [])], [])
        failed = MADE | {"stage": "error", "error_code": 418}
        refused = job(ACCEPTED, CALLED, state="failed", tracks=())
        self.assertEqual([each.name for each in TAGGED if strikes(each.name, refused, failed)], [])

    def test_nor_one_that_was_never_sent(self):
        unsent = job(tracks=())
        self.assertEqual([each.name for each in TAGGED if strikes(each.name, unsent, None, [])], [])

    def test_a_copy_that_failed_for_another_reason_is_no_evidence(self):
        other = job(ACCEPTED, tracks=(track("disk"), track("full")))
        self.assertEqual([name for name in faults.REASONS if strikes(name, other)], [])


class EvidenceTests(TestCase):
    def test_a_refusal_is_told_by_its_own_code(self):
        refused = job(event("answer", words="402: No credits"), tracks=())
        self.assertTrue(strikes("refuse 402", refused, None, []))
        self.assertFalse(strikes("refuse 401", refused, None, []))
        self.assertFalse(strikes("http 404", refused, None, []))

    def test_callbacks_are_told_by_when_they_came_and_how_often(self):
        late = [call(each["kind"], each["due"] + 8) for each in CALLS]
        turned = [call("complete", 100.0), call("first", 100.1), call("text", 100.2)]
        at_once = [call("complete", 100.0, posts=8)]
        for name, calls in {"late 8": late, "reordered": turned, "at-once 8": at_once, "duplicated 3": CALLS[2:] * 3}.items():  # fmt: skip
            with self.subTest(name):
                self.assertTrue(strikes(name, job(ACCEPTED), calls=calls))
        self.assertTrue(strikes("early 1", job(CALLED, ACCEPTED)))
        self.assertFalse(strikes("duplicated 3", job(ACCEPTED), calls=CALLS[2:] * 2))

    def test_one_song_of_two_that_fails_is_missing(self):
        self.assertTrue(strikes("one-fails", job(ACCEPTED, tracks=(track(),))))

    def test_a_failure_is_told_by_its_own_code(self):
        failed = MADE | {"stage": "error", "error_code": 408}
        self.assertTrue(strikes("408", job(ACCEPTED, state="failed"), failed))
        self.assertFalse(strikes("413", job(ACCEPTED, state="failed"), failed))

    def test_what_is_armed_is_heard_in_its_own_way(self):
        self.assertEqual({fault.partition(" ")[0] for fault, _side in ARMED.values()}, set(faults.HEARD))


class WeatherTests(TestCase):
    """What was not there to be struck was not struck."""

    def setUp(self):
        self.chance = SimpleNamespace(uniform=lambda *_: 0)
        self.world = mock.MagicMock(programs=["queue", "web", "sandbox"])

    def struck(self, is_alive):
        self.world.kill.return_value = self.world.kill_horse.return_value = is_alive
        acts = [name for name in weather.ACTS if re.fullmatch(r"kill \w+|\w+ away|power cut", name)]
        with mock.patch("time.sleep"):
            return {name: weather.strike(self.world, self.chance, name) for name in acts}

    def test_a_part_that_was_down_already(self):
        self.assertEqual(set(self.struck(is_alive=False).values()), {0})

    def test_one_that_lived(self):
        self.assertEqual(set(self.struck(is_alive=True).values()), {1})

    def test_only_a_complaint_of_the_disk_is_one(self):
        log = self.world.log.return_value
        log.read_text.return_value = "\n".join((
            "INFO Track 3 is not copied yet: [Errno 27] File too large", "OperationalError: disk I/O error",
            "the fullest sound", "a full disk", "The file is larger than 8388608 bytes.", "carefully",
        ))  # fmt: skip
        self.assertEqual(weather.complaints(self.world, weather.FULL), 2)


class LogTests(TestCase):
    def test_one_that_begins_anew_is_still_read_whole_and_written_on(self):
        log = Path(self.enterContext(tempfile.TemporaryDirectory())) / "files.log"
        with log.open("ab", buffering=0) as output:
            output.write(b"before\n")
            logs.begin_anew(log)
            output.write(b"after\n")
            self.assertEqual(log.stat().st_size, 6)
            logs.begin_anew(log)
        self.assertEqual(logs.text_of(log), "before\nafter\n")


class MediaTests(TestCase):
    """The folder of songs is taken away under the hands of workers."""

    def setUp(self):
        place = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.media, self.away = place / "media", place / "media-away"
        (self.media / "Mira").mkdir(parents=True)
        (self.media / "Mira" / "song.mp3").write_text("song")

    def names(self):
        return sorted(path.name for path in self.media.rglob("*") if path.is_file())

    def test_it_comes_back_whole(self):
        weather.put_away(self.media, self.away)
        self.assertTrue(self.media.is_file())
        weather.bring_back(self.media, self.away)
        self.assertEqual((self.names(), self.away.exists()), (["song.mp3"], False))

    def test_what_a_worker_made_in_its_place_is_kept_with_the_others(self):
        weather.put_away(self.media, self.away)
        self.media.unlink()
        for folder in ("Mira", "Theo"):
            (self.media / folder).mkdir(parents=True)
            (self.media / folder / f"{folder}.mp3").touch()
        weather.bring_back(self.media, self.away)
        self.assertEqual((self.names(), self.away.exists()), (["Mira.mp3", "Theo.mp3", "song.mp3"], False))

    def test_a_worker_that_is_quicker_is_waited_for(self):
        weather.put_away(self.media, self.away)
        rename, quicker = Path.rename, iter([True, True])

        def raced(path, target):
            if next(quicker, None):
                (target / "Mira").mkdir(parents=True)
            return rename(path, target)

        with mock.patch.object(Path, "rename", raced):
            weather.bring_back(self.media, self.away)
        self.assertEqual(self.names(), ["song.mp3"])


class BookTests(TestCase):
    def test_what_was_armed_is_counted_once_it_is_used_up(self):
        with mock.patch.object(
            Books, "rows", return_value=[{"fault": "http", "number": 500.0, "side": "record"}]
        ):
            self.assertEqual(Books(mock.MagicMock()).used, {("http 500", "record"): 1})
