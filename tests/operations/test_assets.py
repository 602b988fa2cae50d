import uuid
from datetime import timedelta

from django.utils import timezone

from music.kie import wire
from music.kie.results import Clip, Instrument, MadeFile, Note, Stage, TaskResult
from music.models import Asset, Job, Track
from music.operations import registry
from music.services import assets, hearing, jobs
from tests.base import TASK, StudioTestCase
from tests.factories import make_job, make_track


def told(stage=Stage.COMPLETE, **made):
    return TaskResult(task_id=TASK, stage=stage, **made)


def file(kind, name="", url="https://files.example/one", **facts):
    return MadeFile(kind=kind, url=url, name=name, **facts)


class AssetTestCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.track = make_track(owner=self.user)
        self.track.job.task_id = "music-task"
        self.track.job.save()

    def start(self, slug, params=None, state=Job.State.WAITING, track=None):
        """A job of this operation that the provider works on."""
        operation = registry.get(slug)
        form = operation.form(params or {}, owner=self.user, sources=(track or self.track,))
        self.assertTrue(form.is_valid(), form.errors)
        job = jobs.start(operation, self.user, form.params(), submission=uuid.uuid4(), sources=form.sources)
        Job.objects.filter(pk=job.pk).update(state=state, task_id=TASK, sent_at=timezone.now())
        job.refresh_from_db()
        return job

    def sent_by(self, job):
        request = registry.get(job.operation).request(job)
        return request.path, wire.dedicated(request.fields, request.path)

    def refuses(self, slug, name, params=None, track=None):
        operation = registry.get(slug)
        form = operation.form(params or {}, owner=self.user, sources=(track or self.track,))
        self.assertFalse(form.is_valid())
        self.assertIn(name, form.errors)


class StemTests(AssetTestCase):
    def test_it_names_the_song_and_how_to_take_it_apart(self):
        path, body = self.sent_by(self.start("stems", {"type": "split_stem"}))
        self.assertEqual(path, "/api/v1/vocal-removal/generate")
        self.assertEqual((body["taskId"], body["audioId"]), ("music-task", self.track.audio_id))
        self.assertEqual(body["type"], "split_stem")
        self.assertNotIn("stemName", body)

    def test_one_instrument_needs_its_name_and_no_other_way_takes_one(self):
        self.refuses("stems", "stem_name", {"type": "split_stem_advanced"})
        _path, body = self.sent_by(
            self.start("stems", {"type": "split_stem_advanced", "stem_name": "Cowbell"})
        )
        self.assertEqual(body["stemName"], "Cowbell")
        _path, body = self.sent_by(self.start("stems", {"type": "separate_vocal", "stem_name": "Cowbell"}))
        self.assertNotIn("stemName", body)

    def test_each_way_has_its_price(self):
        prices = [
            self.start("stems", {"type": kind}).expected_price for kind in ("separate_vocal", "split_stem")
        ]
        self.assertEqual(prices, [10, 50])

    def test_every_stem_is_kept_once_however_often_it_is_told(self):
        job = self.start("stems", {"type": "separate_vocal"})
        files = (file("stem", "Vocals", provider_id="s1"), file("stem", "Instrumental", provider_id="s2"))
        for _time in range(2):
            hearing.apply_result(job, told(files=files))
        job.refresh_from_db()
        self.assertEqual(job.state, Job.State.DONE)
        stems = Asset.objects.filter(track=self.track, kind="stem").order_by("position")
        self.assertEqual(
            [(stem.name, stem.provider_id) for stem in stems], [("Vocals", "s1"), ("Instrumental", "s2")]
        )
        self.assertEqual({stem.archive_state for stem in stems}, {"due"})

    def test_a_list_that_grows_moves_nothing(self):
        job = self.start("stems", {"type": "split_stem"})
        hearing.apply_result(job, told(Stage.PENDING, files=(file("stem", "Drums"),)))
        hearing.apply_result(job, told(files=(file("stem", "Vocals"), file("stem", "Drums"))))
        names = Asset.objects.order_by("position").values_list("name", flat=True)
        self.assertEqual(list(names), ["Drums", "Vocals"])

    def test_what_was_made_stays_when_the_rest_fails(self):
        job = self.start("stems", {"type": "split_stem"})
        hearing.apply_result(job, told(Stage.ERROR, files=(file("stem", "Drums"),), error_code=500))
        job.refresh_from_db()
        self.assertEqual((job.state, job.assets.count()), (Job.State.DONE, 1))

    def test_complete_without_addresses_is_waited_for_and_given_up(self):
        job = self.start("stems", {"type": "split_stem"})
        hearing.apply_result(job, told())
        job.refresh_from_db()
        self.assertEqual(job.state, Job.State.WAITING)
        Job.objects.filter(pk=job.pk).update(sent_at=timezone.now() - timedelta(minutes=11))
        hearing.apply_result(job, told())
        job.refresh_from_db()
        self.assertEqual(job.state, Job.State.FAILED)


class DeletedTests(AssetTestCase):
    """A late, different message brings nothing back that a person deleted."""

    def hear(self, job, *files, stage=Stage.COMPLETE):
        hearing.apply_result(job, told(stage, files=files))
        return list(job.assets.order_by("position").values_list("name", "position"))

    def test_a_stem_stays_away_and_later_ones_find_a_place(self):
        job = self.start("stems", {"type": "split_stem"})
        vocals, drums, bass = (file("stem", name) for name in ("Vocals", "Drums", "Bass"))
        self.hear(job, vocals, drums)
        assets.forget(job.assets.get(name="Vocals"))
        self.assertEqual(self.hear(job, vocals, drums, bass), [("Drums", 1), ("Bass", 2)])

    def test_a_picture_stays_away_and_the_other_stays_itself(self):
        job = self.start("cover-image")
        first, second = (file("cover", url=f"https://files.example/{n}") for n in (1, 2))
        self.hear(job, first, second)
        kept = job.assets.get(position=1)
        assets.forget(job.assets.get(position=0))
        self.assertEqual(self.hear(job, first, second), [("", 1)])
        self.assertEqual(job.assets.get(), kept)

    def test_another_link_to_it_changes_nothing(self):
        job = self.start("wav")
        self.hear(job, file("wav"))
        assets.forget(job.assets.get())
        self.assertEqual(self.hear(job, file("wav", url="https://files.example/two")), [])

    def test_a_job_whose_files_were_all_deleted_did_not_fail(self):
        job = self.start("wav")
        Job.objects.filter(pk=job.pk).update(result={"deleted": [0]})
        self.hear(job, file("wav"))
        job.refresh_from_db()
        self.assertEqual(job.state, "done")


class MidiTests(AssetTestCase):
    NOTES = (Instrument("Bass", (Note(36, 0.0, 0.5, 0.8), Note(38, 0.5, 1.0, 0.7))),)

    def separated(self):
        job = make_job(owner=self.user, operation="stems", task_id="separation")
        for position, name in enumerate(["Vocals", "Bass"]):
            Asset.objects.create(
                job=job, track=self.track, owner=self.user, kind="stem", position=position, name=name,
                provider_id=f"stem-{name}", archive_state="kept",
            )  # fmt: skip
        return job

    def test_it_needs_the_stems_first_and_says_so(self):
        self.refuses("midi", "__all__", {"task_id": "00000000-0000-0000-0000-000000000000"})

    def test_it_names_the_separation_and_the_stem(self):
        separation = self.separated()
        stem = separation.assets.get(name="Bass")
        job = self.start("midi", {"task_id": separation.uuid, "audio_id": stem.uuid})
        _path, body = self.sent_by(job)
        self.assertEqual((body["taskId"], body["audioId"]), ("separation", "stem-Bass"))
        hearing.apply_result(job, told(instruments=self.NOTES))
        asset = Asset.objects.get(kind="midi")
        self.assertEqual((asset.parent, asset.track), (stem, self.track))

    def test_a_stem_of_another_separation_is_refused(self):
        first, second = self.separated(), self.separated()
        self.refuses("midi", "audio_id", {"task_id": first.uuid, "audio_id": second.assets.first().uuid})

    def test_another_s_separation_cannot_be_chosen(self):
        separation = self.separated()
        stranger = make_track(owner=self.user)
        Asset.objects.filter(job=separation).update(track=stranger)
        self.separated()
        self.refuses("midi", "task_id", {"task_id": separation.uuid})

    def test_its_notes_wait_for_the_file_and_are_heard_once(self):
        job = self.start("midi", {"task_id": self.separated().uuid})
        for _time in range(2):
            hearing.apply_result(job, told(instruments=self.NOTES))
        (asset,) = job.assets.all()
        self.assertEqual(asset.notes[0]["notes"][0], [36, 0.0, 0.5, 0.8])
        self.assertEqual(asset.archive_state, "due")

    def test_notes_that_a_person_deleted_do_not_come_back(self):
        job = self.start("midi", {"task_id": self.separated().uuid})
        hearing.apply_result(job, told(instruments=self.NOTES))
        assets.forget(job.assets.get())
        hearing.apply_result(job, told(instruments=self.NOTES))
        self.assertFalse(job.assets.exists())

    def test_no_notes_at_all_is_an_end_too(self):
        job = self.start("midi", {"task_id": self.separated().uuid})
        hearing.apply_result(job, told())
        job.refresh_from_db()
        self.assertEqual((job.state, job.assets.count()), (Job.State.DONE, 0))


class OneFileTests(AssetTestCase):
    def test_a_wav_is_asked_for_once(self):
        job = self.start("wav")
        self.assertEqual(self.sent_by(job)[0], "/api/v1/wav/generate")
        hearing.apply_result(job, told(files=(file("wav"),)))
        self.refuses("wav", "__all__", track=Track.objects.get(pk=self.track.pk))

    def test_a_video_takes_fifty_characters_of_a_name_and_no_more(self):
        _path, body = self.sent_by(self.start("video", {"author": "a" * 50, "domain_name": "studio.example"}))
        self.assertEqual((body["author"], body["domainName"]), ("a" * 50, "studio.example"))
        self.refuses("video", "author", {"author": "a" * 51})

    def test_covers_are_asked_for_by_the_task_alone(self):
        job = self.start("cover-image")
        _path, body = self.sent_by(job)
        self.assertEqual(set(body), {"taskId", "callBackUrl"})
        pictures = [file("cover", url=f"https://files.example/{number}.png") for number in (1, 2)]
        hearing.apply_result(job, told(files=tuple(pictures)))
        self.assertEqual(job.assets.count(), 2)


class RecoveryTests(AssetTestCase):
    def lose(self):
        self.track.archive_state = Track.Archive.LOST
        self.track.save()

    def test_a_song_on_disk_needs_none(self):
        self.track.archive_state = Track.Archive.KEPT
        self.refuses("recovery", "__all__")

    def test_a_fresh_link_is_copied_from(self):
        self.lose()
        job = self.start("recovery")
        self.assertEqual(self.sent_by(job)[1]["sunoTaskId"], "music-task")
        clip = Clip(audio_id=self.track.audio_id, audio_url="https://files.example/fresh.m4a")
        with self.captureOnCommitCallbacks(execute=True):
            hearing.apply_result(job, told(clips=(clip,)))
        self.track.refresh_from_db()
        self.assertEqual(
            (self.track.audio_url, self.track.archive_state), ("https://files.example/fresh.m4a", "due")
        )
        self.assertIn(("archive_track", (self.track.pk,)), self.in_queue())

    def test_no_link_at_all_is_a_failure(self):
        self.lose()
        job = self.start("recovery")
        hearing.apply_result(job, told())
        job.refresh_from_db()
        self.assertEqual(job.state, Job.State.FAILED)


class ExistingTests(AssetTestCase):
    def test_what_the_provider_has_already_is_followed_and_costs_nothing(self):
        job = self.start("wav", state=Job.State.QUEUED)
        self.answers(
            {"code": 409, "msg": "exists", "data": {"taskId": "earlier"}}, path="/api/v1/wav/generate"
        )
        Job.objects.filter(pk=job.pk).update(task_id="")
        jobs.send(Job.objects.get(pk=job.pk))
        job.refresh_from_db()
        self.assertEqual((job.state, job.task_id, job.price), (Job.State.WAITING, "earlier", 0))
        self.assertFalse(job.ledger.filter(kind="charged").exists())

    def test_without_a_number_it_is_the_one_of_our_own_earlier_job(self):
        earlier = self.start("cover-image")
        Job.objects.filter(pk=earlier.pk).update(task_id="ours")
        job = self.start("cover-image", state=Job.State.QUEUED)
        Job.objects.filter(pk=job.pk).update(task_id="")
        self.answers({"code": 409, "msg": "exists", "data": None}, path="/api/v1/suno/cover/generate")
        jobs.send(Job.objects.get(pk=job.pk))
        job.refresh_from_db()
        self.assertEqual((job.state, job.task_id), (Job.State.WAITING, "ours"))
