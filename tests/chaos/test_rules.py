"""Each rule reports what breaks it, and the others stay silent: judged by rows and books of a fair run, changed a little."""

import hashlib
import io
import tempfile
from contextlib import redirect_stdout
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import SimpleTestCase, TestCase, override_settings
from django.utils import timezone

from music.models import Arrival, Asset, Handover, Job, LedgerEntry, Track
from music.services import copying, sheets
from music.services.row_sheets import SHEETED
from tests import factories
from tests.chaos import each_sabotage, faults, rules, sabotage, weather
from tests.chaos.needs import NEEDS
from tests.chaos.people import Journal, Press

SOUND = b"ID3" + bytes(1000)
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp()
AT_NOON = "2026-11-28 12:00:00,000 ERROR django.request Internal Server Error: /library/"
TRACED = ("Traceback (most recent call last):", '  File "a.py", line 1')
LOCKED = (NOON - 2, NOON, "database locked")
IS_LOCKED = "django.db.utils.OperationalError: database is locked"


def task_of(job, **fields):
    """The sandbox's entry of a job."""
    return {
        "id": job.task_id, "operation": job.operation, "token": job.token, "param": {}, "stage": "complete",
        "faults": [], "items": [], **fields,
    }  # fmt: skip


def kept_song(job):
    """A track whose file is what its row says, and the sandbox's entry of it."""
    track = factories.keep(factories.make_track(job=job), SOUND)
    sheets.write(track)
    return track, {"id": track.audio_id, "kind": "song", "made": 1, "position": 0, "asks": 1}


def some(*rows):
    return SimpleNamespace(all=lambda: rows)


class RuleTests(TestCase):
    def setUp(self):
        self.place = place = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(override_settings(STUDIO_DATA=place, MEDIA_ROOT=place / "media"))
        self.job = factories.make_job(sent_at=timezone.now())
        self.track, item = kept_song(self.job)
        for kind in ("expected", "charged"):
            self.book(kind, 12)
        self.books = SimpleNamespace(
            tasks=[task_of(self.job, items=[item])],
            moves={self.job.task_id: 12},
            deliveries={},
            opening=100,
            balance=88,
        )
        self.world = SimpleNamespace(
            place=place, programs=["web"], log=lambda name: place / f"{name}.log", trapped=set(),
            look_into_trap=lambda: None,
        )  # fmt: skip
        self.journal, self.struck, self.away = Journal(), {"kill web": 1}, []

    def book(self, kind, credits):
        LedgerEntry.objects.create(
            account=self.job.account, job=self.job, kind=kind, credits=Decimal(credits), source="table"
        )

    def broken(self):
        """The rules that report, once all sheets are written."""
        for model in SHEETED.values():
            model.objects.update(sheet_due_at=None)
        facts = rules.Facts(self.world, self.journal, self.struck, self.away)
        facts.books = self.books
        return [rule for rule, sentences in rules.judge(facts).items() if sentences]

    def write_log(self, *lines):
        self.world.log("web").write_text("\n".join(lines) + "\n")

    def write_traceback(self, error):
        self.write_log(AT_NOON, *TRACED, error, "2026-11-28 12:00:01,000 INFO on")

    def test_a_fair_run_breaks_none(self):
        self.assertEqual(self.broken(), [])

    def test_each_can_be_sabotaged(self):
        self.assertEqual(list(NEEDS), list(rules.RULES))
        self.assertEqual(list(sabotage.WAYS), list(rules.RULES))

    def test_what_is_sabotaged_needs_only_faults_that_there_are(self):
        known = {*weather.ACTS, *faults.BY_NAME}
        self.assertLessEqual({fault for needs in NEEDS.values() for fault in needs}, known)

    def test_a_job_is_accepted_once(self):
        self.books.tasks.append(task_of(self.job, id="again", stage="error"))
        self.assertEqual(self.broken(), ["sent-once"])

    def test_a_task_belongs_to_a_job(self):
        self.books.tasks.append(task_of(self.job, id="strange", token="of nobody", stage="error"))
        self.assertEqual(self.broken(), ["sent-once"])

    def test_a_job_names_the_task_that_was_accepted_for_it(self):
        Job.objects.update(task_id="another's")
        self.assertEqual(self.broken(), ["sent-once"])

    def test_what_is_done_was_accepted(self):
        factories.make_job(operation="midi", sent_at=timezone.now(), task_id="")
        self.assertEqual(self.broken(), ["sent-once"])

    def test_a_job_that_was_accepted_was_sent(self):
        Job.objects.update(sent_at=None)
        self.assertEqual(self.broken(), ["sent-once"])

    def test_a_callback_settles_an_unknown_job(self):
        job = factories.make_job(operation="lyrics", state="unknown", error_code="silence")
        self.books.tasks.append(task_of(job, id="told"))
        self.assertEqual(self.broken(), [])
        self.books.deliveries["told"] = [{"state": "delivered"}]
        self.assertEqual(self.broken(), ["sent-once"])

    def test_a_finished_song_is_in_the_library(self):
        self.books.tasks[0]["items"].append(
            {"id": "lost", "kind": "song", "made": 1, "position": 1, "asks": 0}
        )
        self.assertEqual(self.broken(), ["songs"])

    def test_a_finished_song_is_on_disk(self):
        Track.objects.update(archive_state="lost", archive_error="gone")
        self.assertEqual(self.broken(), ["songs"])

    def test_only_a_fault_that_lasts_excuses_its_loss_and_a_reason_is_kept(self):
        Track.objects.update(archive_state="lost", archive_error="gone")
        self.job.params["style"] = "folk [[fault: dead]]"
        self.job.save()
        self.assertEqual(self.broken(), [])
        Track.objects.update(archive_error="")
        self.assertEqual(self.broken(), ["songs"])

    def test_how_long_a_song_is_was_learnt(self):
        Track.objects.update(duration=None)
        self.assertEqual(self.broken(), ["songs"])

    def test_a_song_is_in_the_library_once(self):
        """The database forbids the second one; the rule does not rely on it."""
        facts = SimpleNamespace(
            faults=[], tracks=some(self.track, self.track), params={}, pk=1, operation="", state=""
        )
        said = list(rules._songs_of(facts, self.books.tasks[0]))
        self.assertRegex(said[0], "is in the library 2 times")

    def test_a_file_of_a_song_that_was_made_is_kept(self):
        job, item = self.made("wav", {"id": "its-wav", "kind": "wav", "made": 1, "position": 0, "asks": 0})
        self.assertEqual(self.broken(), ["songs"])
        asset = {
            "owner": job.owner,
            "track": self.track,
            "kind": "wav",
            "url": f"https://files.example/{item['id']}.wav",
        }
        Asset.objects.create(job=job, archive_state="lost", archive_error="gone", **asset)
        self.assertEqual(self.broken(), ["songs"])
        content = {"size": len(SOUND), "sha256": hashlib.sha256(SOUND).hexdigest(), "duration": 1}
        name = default_storage.save("Mira/wav/song.wav", ContentFile(SOUND))
        Asset.objects.update(archive_state="kept", file=name, **content)
        self.assertEqual(self.broken(), [])

    def test_drafts_that_were_made_are_kept(self):
        job, _item = self.made("lyrics")
        factories.make_draft(job=job, owner=job.owner, position=0)
        self.assertEqual(self.broken(), ["songs"])
        factories.make_draft(job=job, owner=job.owner, position=1)
        self.assertEqual(self.broken(), [])

    def test_what_became_of_a_job_that_stands_still_is_told_once(self):
        job, _item = self.made("lyrics")
        Job.objects.filter(pk=job.pk).update(state="waiting")
        self.assertEqual(self.broken(), ["stuck"])

    def test_so_is_a_persona(self):
        job, _item = self.made("persona")
        self.assertEqual(self.broken(), ["songs"])
        factories.make_persona(owner=job.owner, provider_id=job.task_id)
        self.assertEqual(self.broken(), [])

    def test_and_so_are_words_that_came_with_the_answer(self):
        job, _item = self.made("style-boost")
        self.assertEqual(self.broken(), ["songs"])
        Job.objects.filter(pk=job.pk).update(result={"text": "slow folk"})
        self.assertEqual(self.broken(), [])

    def made(self, operation, *items):
        """(a job that is done, what it made)"""
        job = factories.make_job(owner=self.job.owner, operation=operation, sent_at=timezone.now())
        self.books.tasks.append(task_of(job, items=list(items)))
        return job, *(items or [None])

    def test_the_file_of_a_song_is_what_it_was(self):
        (Path(settings.MEDIA_ROOT) / self.track.audio.name).write_bytes(SOUND[:-1])
        self.assertEqual(self.broken(), ["songs"])

    def test_a_file_of_a_song_is_there(self):
        (Path(settings.MEDIA_ROOT) / self.track.audio.name).unlink()
        self.assertEqual(self.broken(), ["songs"])

    def test_a_song_belongs_to_one_job(self):
        factories.make_track(job=factories.make_job(), audio_id=self.track.audio_id, archive_state="lost")
        self.assertIn("twice", self.broken())

    def test_a_persona_is_kept_once(self):
        for _person in range(2):
            factories.make_persona(provider_id="of a song")
        self.assertEqual(self.broken(), ["twice"])

    def test_a_file_and_a_draft_are_kept_once(self):
        """The database forbids the second one; the rule does not rely on it."""
        for model, place in {"Asset": (1, "stem", "Bass", 0), "LyricsDraft": (1, 0), "Extension": 1}.items():
            rows = mock.MagicMock()
            rows.objects.values_list.return_value = [place, place]
            rows.objects.exclude.return_value.values_list.return_value = [place, place]
            with mock.patch.object(rules, model, rows):
                said = list(rules.nothing_twice(SimpleNamespace(journal=self.journal)))
            self.assertEqual(len(said), 1, model)

    def test_a_price_is_expected_once(self):
        self.book("expected", 12)
        self.assertEqual(self.broken(), ["twice"])

    def test_a_press_makes_one_job(self):
        self.journal.pressed(Press("generate", "1", 2, {"a", "b"}))
        self.assertEqual(self.broken(), ["twice"])

    def test_what_is_booked_is_what_it_cost(self):
        self.book("charged", 1)
        self.assertEqual(self.broken(), ["money"])

    def test_the_balance_fell_by_what_is_booked(self):
        self.books.balance -= 1
        self.assertEqual(self.broken(), ["money"])

    def test_a_job_of_unknown_outcome_stands_at_the_desk(self):
        Job.objects.update(state="unknown")
        facts = rules.Facts(self.world, self.journal, self.struck, self.away)
        self.assertEqual(list(rules.desk_tells(facts)), [])
        with mock.patch.object(rules.needs, "unknown_jobs", return_value=None):
            self.assertEqual(len(list(rules.desk_tells(facts))), 1)

    def test_no_job_waits_for_ever(self):
        factories.make_job(operation="style-boost", state="queued")
        self.assertEqual(self.broken(), ["stuck"])

    def test_no_copy_is_claimed_for_ever(self):
        self.track.archive_claimed_at = timezone.now()
        self.track.save()
        self.assertEqual(self.broken(), ["stuck"])

    def test_no_finished_song_is_overlooked(self):
        factories.make_track(job=factories.make_job(state="failed", task_id="", error_code="501"))
        self.assertEqual(self.broken(), ["stuck"])

    def test_no_arrival_is_checked_for_ever(self):
        Arrival.objects.create(owner=self.job.owner, name="a.mp3", size=1, state="checking")
        self.assertEqual(self.broken(), ["stuck"])

    def test_no_handover_is_claimed_for_ever(self):
        Handover.objects.create(account=self.job.account, track=self.track, claimed_at=timezone.now())
        self.assertEqual(self.broken(), ["stuck"])

    def test_no_sheet_is_owed_for_ever(self):
        self.track.mark_changed()
        self.assertEqual(self.broken(), ["stuck"])

    def leave(self, name):
        path = self.place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(SOUND)

    def test_what_the_clock_sweeps_is_not_left_over(self):
        self.leave("partial/copy/song.mp3")
        self.leave("media/Mira/.0123456789abcdef.new")
        self.assertEqual(self.broken(), [])

    def test_no_half_of_a_file_is_left_over(self):
        with mock.patch.object(copying, "sweep_drafts"):
            self.leave("media/Mira/.0123456789abcdef.new")
            self.assertEqual(self.broken(), ["stuck"])

    def test_no_copy_is_left_over(self):
        self.leave("partial/song.mp3")
        self.assertEqual(self.broken(), ["stuck"])

    def test_no_file_belongs_to_nobody(self):
        self.leave("media/Mira/song.mp3")
        self.assertEqual(self.broken(), ["stuck"])

    def test_every_song_has_its_sheet(self):
        Path(self.track.audio.path).with_name("song.json").unlink()
        self.assertEqual(self.broken(), ["songs"])

    def test_a_failed_job_keeps_its_reason(self):
        factories.make_job(state="failed", task_id="")
        self.assertEqual(self.broken(), ["reasons"])

    def test_every_fault_strikes(self):
        self.struck["kill clock"] = 0
        self.assertEqual(self.broken(), ["faults"])

    def test_no_page_is_an_error(self):
        self.answered(503)
        self.assertEqual(self.broken(), ["pages"])

    def test_a_page_may_say_that_what_it_needs_is_away(self):
        self.away = [LOCKED]
        for status in (502, 503, 507):
            self.answered(status)
        self.assertEqual(self.broken(), [])

    def test_no_fault_excuses_an_error_of_ours(self):
        self.away = [LOCKED]
        self.answered(500)
        self.assertEqual(self.broken(), ["pages"])

    def test_what_pages_do_not_need_excuses_none(self):
        self.away = [(NOON - 2, NOON, "kill clock"), (NOON - 90, NOON - 60, "database locked")]
        self.answered(503)
        self.assertEqual(self.broken(), ["pages"])

    def answered(self, status):
        self.journal.errors.append((NOON, NOON + 1, "/library/", status))

    def test_no_part_writes_a_traceback(self):
        self.away = [LOCKED]
        self.write_traceback("KeyError: 1")
        self.assertEqual(self.broken(), ["pages"])

    def test_a_database_that_is_away_is_told_of(self):
        self.away = [LOCKED]
        self.write_log(
            AT_NOON, "Traceback (most recent call last):", '  File "a.py", line 1', "Account.DoesNotExist: none", "",
            "During handling of the above exception, another exception occurred:", "",
            "Traceback (most recent call last):", '  File "a.py", line 2', IS_LOCKED,
        )  # fmt: skip
        self.assertEqual(self.broken(), [])

    def test_but_not_when_nothing_locked_it(self):
        self.away = [(NOON - 90, NOON - 60, "database locked"), (NOON - 1, NOON, "kill queue")]
        self.write_traceback(IS_LOCKED)
        self.assertEqual(self.broken(), ["pages"])

    def test_nor_is_every_trouble_with_a_database_a_lock(self):
        self.away = [LOCKED]
        self.write_traceback("django.db.utils.OperationalError: no such column: music_track.rating")
        self.assertEqual(self.broken(), ["pages"])

    def test_a_queue_that_is_away_is_told_of(self):
        self.away = [(NOON - 1, NOON, "queue away")]
        self.write_traceback("redis.exceptions.ConnectionError: Connection closed by server.")
        self.assertEqual(self.broken(), [])
        self.away = [LOCKED]
        self.assertEqual(self.broken(), ["pages"])

    def test_nor_is_every_trouble_with_it_that_it_is_away(self):
        self.away = [(NOON - 1, NOON, "queue away")]
        self.write_traceback("redis.exceptions.ResponseError: wrong kind of value")
        self.assertEqual(self.broken(), ["pages"])

    def test_a_traceback_without_a_moment_lies_between_the_lines_around_it(self):
        lines = [
            "2026-11-28 11:00:00,000 INFO on",
            "of a library, without a moment",
            *TRACED,
            IS_LOCKED,
            AT_NOON,
        ]
        self.write_log(*lines)
        self.away = [(NOON - 1800, NOON - 1790, "database locked")]
        self.assertEqual(self.broken(), [])
        self.away = [(NOON + 90, NOON + 95, "database locked")]
        self.assertEqual(self.broken(), ["pages"])

    def test_nothing_private_is_fetched(self):
        self.world.trapped.add(f"/{self.track.audio_id}.mp3")
        self.assertEqual(self.broken(), ["private"])

    def test_what_another_run_fetches_is_not_ours(self):
        self.world.trapped.add("/song.mp3")
        self.assertEqual(self.broken(), [])


class EachSabotageTests(SimpleTestCase):
    told = {"jobs": 24, "seconds": 60, "rules": {"money": 2, "songs": 0}}

    def test_a_rule_is_found_out_by_itself_alone(self):
        before = {"sent-once": 1, "sent-once before people decide": 1}
        self.assertTrue(each_sabotage.is_found_out("money", self.told))
        self.assertTrue(each_sabotage.is_found_out("sent-once", self.told | {"rules": before}))
        for rules_told in ({"money": 0}, {"money": 1, "songs": 1}):
            self.assertFalse(each_sabotage.is_found_out("money", self.told | {"rules": rules_told}))
        self.assertFalse(each_sabotage.is_found_out("money", None))

    def test_all_of_them_end_in_a_table(self):
        told = dict.fromkeys(NEEDS, self.told) | {"stuck": None}
        figures_of = mock.patch.object(each_sabotage, "figures_of", lambda rule, _path: told[rule])
        with figures_of, redirect_stdout(io.StringIO()) as said:
            self.assertEqual(each_sabotage.main(), 1)
        lines = said.getvalue().splitlines()
        self.assertEqual(len(lines), 1 + len(NEEDS))
        self.assertRegex(lines[4], r"^\| money +\| money .* good \|$")
        self.assertRegex(lines[5], r"came to no end .* BAD ")
