import itertools
from datetime import timedelta

from django.test import TestCase
from django.utils import timezone

from music.models import Job, Track
from music.tell import timeline
from tests.factories import make_job, make_track

State = Job.State


def ago(**parts):
    return timezone.now() - timedelta(**parts)


class AxisTests(TestCase):
    def test_now_is_at_its_right_end_half_an_hour_ago_at_its_left(self):
        self.assertEqual(timeline.place(0), 100)
        self.assertAlmostEqual(timeline.place(1800), 0)
        self.assertAlmostEqual(timeline.place(86400), 0)

    def test_the_last_minute_has_about_a_third_of_it(self):
        self.assertAlmostEqual(timeline.place(60), 69.27, places=2)


class SpanTests(TestCase):
    def kinds(self, **fields):
        return [span.kind for span in timeline.spans(make_job(**fields))]

    def test_a_finished_song_waited_was_written_sounded_and_was_kept(self):
        job = make_job(
            created_at=ago(minutes=5),
            sent_at=ago(minutes=4),
            first_sound_at=ago(minutes=3),
            finished_at=ago(minutes=2),
        )
        spans = timeline.spans(job)
        self.assertEqual([span.kind for span in spans], ["queued", "waiting", "sound", "saved"])
        for span, following in itertools.pairwise(spans):
            self.assertAlmostEqual(span.x + span.width, following.x, delta=0.02)

    def test_a_song_being_copied_reaches_to_now(self):
        job = make_job(created_at=ago(minutes=5), sent_at=ago(minutes=4), finished_at=ago(minutes=2))
        make_track(job=job, archive_state=Track.Archive.DUE)
        last = timeline.spans(job)[-1]
        self.assertAlmostEqual(last.x + last.width, 100, places=1)

    def test_an_unknown_outcome_and_a_silence_look_like_what_they_are(self):
        self.assertEqual(
            self.kinds(state=State.UNKNOWN, created_at=ago(minutes=3), sent_at=ago(minutes=2)),
            ["queued", "lost"],
        )
        stuck = {
            "state": State.WAITING,
            "due_at": None,
            "created_at": ago(minutes=9),
            "sent_at": ago(minutes=8),
        }
        self.assertEqual(self.kinds(**stuck, updated_at=ago(minutes=1)), ["queued", "waiting", "stuck"])

    def test_what_is_older_than_the_axis_is_not_on_it(self):
        self.assertEqual(
            self.kinds(created_at=ago(hours=3), sent_at=ago(hours=3), finished_at=ago(hours=2)), []
        )


class StageTests(TestCase):
    def test_a_bar_grows_where_the_time_is_known_and_never_looks_full_before_the_end(self):
        steps = timeline.stages(make_job(state=State.WAITING, sent_at=ago(seconds=30)))
        self.assertEqual([step.is_past for step in steps], [True, False, False, False])
        self.assertAlmostEqual(steps[1].value, 30, delta=1)
        late = timeline.stages(make_job(state=State.WAITING, sent_at=ago(minutes=9)))[1]
        self.assertLess(late.value, late.most)

    def test_a_card_keeps_its_stages_for_a_while_after_the_end(self):
        self.assertTrue(timeline.stages(make_job(finished_at=ago(minutes=1))))
        self.assertFalse(timeline.stages(make_job(finished_at=ago(hours=1))))
        self.assertFalse(timeline.stages(make_job(state=State.FAILED, finished_at=timezone.now())))
