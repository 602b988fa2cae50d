from importlib import import_module

from django.apps import apps
from django.utils import timezone

from music.models import Job, Track
from music.services import hearing, library, stacks
from tests.base import TASK, StudioTestCase, heard
from tests.factories import make_job, make_track


class StackTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.first = make_track(owner=self.user)
        self.second = make_track(job=self.first.job)

    def tops(self):
        return list(Track.objects.of(self.user).filter(is_top=True).order_by("pk"))

    def make(self, operation, *sources, **params):
        job = make_job(owner=self.user, operation=operation, state=Job.State.WAITING, task_id=TASK)
        job.params |= params
        job.save()
        for position, song in enumerate(sources):
            job.sources.create(position=position, track=song)
        with self.captureOnCommitCallbacks(execute=False):
            hearing.apply_result(job, heard())
            hearing.apply_result(job, heard())
        return list(job.tracks.order_by("position"))

    def test_the_takes_of_a_job_lie_on_each_other(self):
        one, two = self.make("generate")
        self.assertEqual((one.stack, two.stack), (one.job_id, one.job_id))
        self.assertEqual((one.is_top, two.is_top), (True, False))

    def test_a_version_comes_to_lie_on_its_song(self):
        for operation in ("extend", "upload-cover", "replace-section", "add-vocals", "add-instrumental"):
            with self.subTest(operation=operation):
                one, two = self.make(operation, self.first, full_lyrics="la", tags="pop", infill_start_s=1)
                self.assertEqual({one.stack, two.stack}, {self.first.stack})
                self.assertEqual(self.tops(), [one])
                one.job.tracks.all().delete()
                stacks.settle([self.first])

    def test_a_version_of_a_version_lies_on_the_same(self):
        one, _two = self.make("extend", self.second)
        third, _fourth = self.make("extend", one)
        self.assertEqual(third.stack, self.first.stack)
        self.assertEqual(self.tops(), [third])

    def test_a_mashup_is_another_song(self):
        one, _two = self.make("mashup", self.first, make_track(owner=self.user))
        self.assertEqual(one.stack, one.job_id)

    def test_the_chosen_one_lies_on_top_alone(self):
        stacks.put_on_top(self.second)
        self.assertEqual(self.tops(), [self.second])
        stacks.put_on_top(self.second)
        self.assertEqual(self.tops(), [self.second])

    def test_a_new_version_leaves_the_chosen_one_on_top(self):
        stacks.put_on_top(self.second)
        one, two = self.make("extend", self.first)
        self.assertEqual(self.tops(), [self.second])
        self.assertEqual({one.stack, two.stack}, {self.first.stack})

    def test_the_last_choice_counts(self):
        stacks.put_on_top(self.second)
        stacks.put_on_top(self.first)
        self.assertEqual(list(Track.objects.filter(topped_at__isnull=False)), [self.first])
        self.make("extend", self.second)
        self.assertEqual(self.tops(), [self.first])

    def test_a_new_version_comes_on_top_again_when_the_chosen_one_is_thrown_away(self):
        stacks.put_on_top(self.second)
        library.trash(self.second)
        one, _two = self.make("extend", self.first)
        self.assertEqual(self.tops(), [one])

    def test_the_sheets_tell_of_the_choice_where_there_are_any(self):
        Track.objects.filter(pk=self.first.pk).update(archive_state=Track.Archive.KEPT, sheet_due_at=None)
        Track.objects.filter(pk=self.second.pk).update(sheet_due_at=None)
        stacks.put_on_top(self.second)
        self.assertEqual(list(Track.objects.filter(sheet_due_at__isnull=False)), [self.first])

    def test_what_is_in_the_trash_comes_not_on_top(self):
        library.trash(self.second)
        self.second.refresh_from_db()
        stacks.put_on_top(self.second)
        self.assertEqual(self.tops(), [self.first])

    def test_the_next_one_comes_up_when_the_top_is_thrown_away_and_stays_there(self):
        library.trash(self.first)
        self.assertEqual(self.tops(), [self.second])
        library.restore(self.first)
        self.assertEqual(self.tops(), [self.second])

    def test_the_last_one_of_a_stack_can_go_and_come_back(self):
        library.trash(self.first)
        library.trash(self.second)
        self.assertEqual(self.tops(), [])
        library.restore(self.second)
        self.assertEqual(self.tops(), [self.second])

    def test_a_version_whose_job_fails_gives_the_top_back(self):
        job = make_job(owner=self.user, operation="extend", state=Job.State.STREAMING, task_id=TASK)
        job.sources.create(track=self.first)
        begun = make_track(
            job=job, audio_url="", stream_url="https://files.example/s", stack=self.first.stack
        )
        Track.objects.exclude(pk=begun.pk).update(is_top=False)
        with self.captureOnCommitCallbacks(execute=False):
            hearing.apply_result(job, heard("error", []))
        self.assertEqual(len(self.tops()), 1)

    def test_two_on_top_become_one(self):
        Track.objects.update(is_top=True)
        stacks.settle([self.first, self.second])
        self.assertEqual(self.tops(), [self.first])

    def test_songs_of_before_are_put_in_stacks(self):
        Track.objects.update(stack=0, is_top=True)
        extended = make_track(owner=self.user, stack=0)
        extended.sources.create(source=self.second, how="extend")
        Track.objects.update(stack=0, is_top=True)
        gone = make_track(job=extended.job, trashed_at=timezone.now())
        import_module("music.migrations.0020_songs_in_stacks").stack(apps, None)
        self.assertEqual(self.tops(), [extended])
        self.assertEqual(Track.objects.get(pk=extended.pk).stack, self.first.job_id)
        self.assertEqual(Track.objects.get(pk=gone.pk).stack, extended.job_id)
