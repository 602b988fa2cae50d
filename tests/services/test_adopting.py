import json
import uuid
from datetime import UTC, datetime, timedelta

import requests
from django.test import override_settings
from django.utils import timezone

from music.models import Job, JobEvent, LedgerEntry, ProviderAccount, Track
from music.operations import registry
from music.operations.adopt import ASKS, MOST
from music.services import adopting, asking, brakes, decisions
from music.tell.trouble import explain
from tests.base import FIRST, SECOND, TASK, StudioTestCase
from tests.factories import make_account, make_job, make_user

DEDICATED, MARKET = "/api/v1/generate/record-info", "/api/v1/jobs/recordInfo"
UNKNOWN = {"code": 200, "msg": "success", "data": None}
UNKNOWN_THERE = {"code": 422, "msg": "recordInfo is null", "data": None}
SENT = {"prompt": "[Verse] La", "style": "waltz", "title": "Side B", "customMode": True, "instrumental": False,
        "model": "V5_5", "callBackUrl": "https://tool.example/hook/s3cret"}  # fmt: skip
SONGS = [{"id": audio_id, "audioUrl": f"https://files.example/{audio_id}.mp3", "prompt": "[Verse] La", "title": "Side B",
          "tags": "waltz", "duration": 180.5} for audio_id in (FIRST, SECOND)]  # fmt: skip


def record(status="SUCCESS", songs=SONGS, param=SENT, **fields):
    response = {"taskId": TASK, "sunoData": songs}
    told = {"taskId": TASK, "status": status, "response": response, "param": json.dumps(param), "operationType": "generate",
            "creditsConsumed": 12}  # fmt: skip
    return {"code": 200, "msg": "success", "data": told | fields}


class AdoptingCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.account = ProviderAccount.objects.for_server()

    def adopt(self, *task_ids, owner=None, account=None):
        with self.captureOnCommitCallbacks(execute=True):
            return adopting.adopt(owner or self.user, account or self.account, task_ids)

    def says(self, body, path=DEDICATED):
        """From now on."""
        self.provider.remove("GET", f"https://api.kie.ai{path}")
        self.answers(body, "GET", path)

    def asked_about(self, job, *bodies):
        """The job after one asking for each of these answers."""
        for body in bodies:
            self.says(body)
            self.says(UNKNOWN_THERE, MARKET)
            asking.refresh(Job.objects.get(pk=job.pk))
        job.refresh_from_db()
        return job

    def adopted(self, body=None, **data):
        (job,) = self.adopt(TASK)
        return self.asked_about(job, body or record(**data))


class AdoptTests(AdoptingCase):
    def test_it_is_asked_about_at_once_and_never_sent(self):
        (job,) = self.adopt(TASK)
        self.assertEqual((job.state, job.task_id, job.operation), (Job.State.WAITING, TASK, "adopt"))
        self.assertEqual(self.in_queue(), [("refresh_job", (job.pk,))])
        self.assertGreater(job.due_at, timezone.now())
        self.assertFalse(LedgerEntry.objects.exists())

    def test_its_songs_become_tracks_on_their_way_to_the_disk(self):
        job = self.adopted()
        self.assertEqual((job.state, job.tracks.count()), (Job.State.DONE, 2))
        self.assertEqual(set(job.tracks.values_list("archive_state", flat=True)), {"due"})
        self.assertEqual({call.request.method for call in self.provider.calls}, {"GET"})

    def test_nothing_is_ever_booked_for_it_whatever_its_record_says(self):
        job = self.adopted()
        self.assertEqual((job.price, job.ledger.count(), LedgerEntry.objects.count()), (0, 0, 0))

    def test_nor_when_it_fails(self):
        job = self.adopted(status="GENERATE_AUDIO_FAILED", songs=[], errorCode=531)
        self.assertEqual((job.state, job.error_code), (Job.State.FAILED, "531"))
        self.assertFalse(LedgerEntry.objects.exists())

    def test_the_same_task_twice_is_one_job(self):
        (job,) = self.adopt(TASK)
        self.assertEqual(self.adopt(TASK, TASK), [job])
        self.asked_about(job, record())
        self.assertEqual(self.adopt(TASK), [job])
        self.assertEqual(Track.objects.count(), 2)

    def test_a_task_of_a_job_that_is_here_leads_to_it(self):
        here = make_job(owner=self.user, task_id=TASK)
        self.assertEqual(self.adopt(TASK, "another")[0], here)
        self.assertEqual(Job.objects.count(), 2)

    def test_one_that_was_given_up_is_asked_about_anew(self):
        (first,) = self.adopt(TASK)
        self.asked_about(first, *[UNKNOWN] * ASKS)
        (second,) = self.adopt(TASK)
        self.assertEqual((second.retry_of, second.state), (first, Job.State.WAITING))
        first.refresh_from_db()
        self.assertFalse(first.needs_a_person)
        self.assertEqual(self.asked_about(second, record()).state, Job.State.DONE)

    def test_many_are_not_all_asked_about_in_the_same_moment(self):
        many = self.adopt(*(f"task{number}" for number in range(MOST)))
        self.assertEqual(len(self.in_queue()), adopting.AT_ONCE)
        self.assertGreater(many[-1].due_at - many[0].due_at, timedelta(seconds=MOST / 2))

    def test_more_than_many_are_not_taken(self):
        self.adopt(*(f"task{number}" for number in range(MOST)))
        with self.assertRaises(brakes.TooMany):
            self.adopt("one-more")
        self.assertEqual(Job.objects.count(), MOST)
        self.adopt("task1")

    @override_settings(JOBS_PER_PERSON=1, JOBS_AT_ONCE=1, JOBS_PER_MINUTE=1)
    def test_they_hold_up_no_song_that_is_ordered(self):
        self.adopt("one", "two")
        self.adopted()
        brakes.check(self.user)

    def test_it_cannot_be_sent_from_here(self):
        job = self.adopted(operationType="upload_cover")
        self.assertEqual((job.state, job.operation), (Job.State.DONE, "adopt"))
        with self.assertRaises(decisions.NeverSent):
            decisions.again(job, uuid.uuid4())


class UnknownTaskTests(AdoptingCase):
    def test_a_task_that_is_not_known_ends_soon_and_says_so(self):
        (job,) = self.adopt(TASK)
        self.assertEqual(self.asked_about(job, *[UNKNOWN] * (ASKS - 1)).state, Job.State.WAITING)
        self.asked_about(job, UNKNOWN)
        self.assertEqual((job.state, job.error_code, job.due_at), (Job.State.FAILED, "not_known", None))
        self.assertIn("does not know this task", explain(job))
        self.assertFalse(LedgerEntry.objects.exists())

    def test_trouble_in_asking_is_not_that(self):
        (job,) = self.adopt(TASK)
        self.says(requests.ReadTimeout(), MARKET)
        for trouble in [requests.ReadTimeout(), "<html>", {"code": 500, "msg": "no"}] * ASKS:
            self.says(trouble)
            asking.refresh(Job.objects.get(pk=job.pk))
        job.refresh_from_db()
        self.assertEqual(job.state, Job.State.WAITING)

    def test_one_still_under_way_goes_on_being_asked_about(self):
        job = self.adopted(status="PENDING", songs=[])
        self.asked_about(job, *[UNKNOWN] * (2 * ASKS))
        self.assertEqual(job.state, Job.State.WAITING)
        self.assertEqual(self.asked_about(job, record()).state, Job.State.DONE)

    def test_it_may_have_gone_by_the_market(self):
        given = {
            "model": "ai-music-api/generate",
            "input": {"prompt": "La", "custom_mode": False, "model": "V6"},
        }
        told = {"taskId": TASK, "state": "success", "param": json.dumps(given), "creditsConsumed": 12,
                "resultJson": json.dumps({"data": [{"id": FIRST, "audio_url": "https://files.example/a.mp3"}]})}  # fmt: skip
        (job,) = self.adopt(TASK)
        self.says(UNKNOWN)
        self.says({"code": 200, "data": told}, MARKET)
        for _ask in range(2):
            asking.refresh(Job.objects.get(pk=job.pk))
        job.refresh_from_db()
        self.assertEqual((job.state, job.style, job.operation), (Job.State.DONE, "market", "generate"))
        self.assertFalse(LedgerEntry.objects.exists())

    def test_what_made_no_songs_is_not_taken(self):
        told = {"taskId": TASK, "state": "success", "resultJson": '{"resultUrls": ["https://files.example/a.wav"]}',
                "param": '{"model": "ai-music-api/convert-to-wav-format", "input": {}}'}  # fmt: skip
        (job,) = self.adopt(TASK)
        Job.objects.update(style="market")
        self.says({"code": 200, "data": told}, MARKET)
        asking.refresh(Job.objects.get(pk=job.pk))
        job.refresh_from_db()
        self.assertEqual((job.state, job.tracks.count()), (Job.State.FAILED, 0))
        self.assertIn("something else than songs", explain(job))


class AnothersTaskTests(AdoptingCase):
    """Many people may share the server's key."""

    def assert_unknown(self, job):
        asked = len(self.provider.calls)
        self.asked_about(job, *[record()] * ASKS)
        self.assertEqual((job.state, job.error_code, job.tracks.count()), (Job.State.FAILED, "not_known", 0))
        self.assertEqual(len(self.provider.calls), asked)
        said = "".join(
            f"{event.words}{event.body}" for event in job.events.exclude(kind=JobEvent.Kind.PERSON)
        )
        self.assertNotIn("files.example", said)
        return [(event.kind, event.status, event.words, event.body) for event in job.events.all()]

    def test_it_is_as_if_nobody_knew_it(self):
        make_job(task_id=TASK)
        theirs, nobodys = self.adopt(TASK, "nobody-s")
        told = self.assert_unknown(theirs)
        self.asked_about(nobodys, *[UNKNOWN] * ASKS)
        self.assertEqual(
            [(event.kind, event.status, event.words, event.body) for event in nobodys.events.all()], told
        )
        self.assertEqual(explain(nobodys), explain(theirs))

    def test_whoever_adopts_it_first_has_it(self):
        other = make_user()
        (first,), (second,) = self.adopt(TASK, owner=other), self.adopt(TASK)
        self.assert_unknown(second)
        self.assertEqual(self.asked_about(first, record()).state, Job.State.DONE)

    def test_also_once_the_first_is_a_job_like_any_other(self):
        (first,) = self.adopt(TASK, owner=make_user())
        self.asked_about(first, record())
        self.assert_unknown(self.adopt(TASK)[0])

    def test_who_asked_in_vain_holds_nobody_up(self):
        (early,) = self.adopt(TASK, owner=make_user())
        self.asked_about(early, *[UNKNOWN] * ASKS)
        self.assertEqual(self.adopted().state, Job.State.DONE)

    def test_a_key_of_one_s_own_is_asked_with_itself(self):
        make_job(task_id=TASK)
        own = make_account(owner=self.user, key="a key of one's own")
        (job,) = self.adopt(TASK, account=own)
        self.assertEqual(self.asked_about(job, record()).state, Job.State.DONE)


class FactsTests(AdoptingCase):
    def test_a_song_is_what_was_asked_for(self):
        job = self.adopted()
        track = job.tracks.get(position=0)
        self.assertEqual((track.title, track.style, track.lyrics), ("Side B", "waltz", "[Verse] La"))
        self.assertEqual((track.model_version, track.is_instrumental), ("V5_5", False))

    def test_without_a_known_version_or_a_request_there_are_songs_all_the_same(self):
        for param in (SENT | {"model": "V3_5"}, {}, "nonsense"):
            (job,) = self.adopt(f"task{param}"[:20].replace(" ", ""))
            self.asked_about(job, record(param=param))
            self.assertEqual(
                (job.state, job.tracks.count(), job.operation), (Job.State.DONE, 2, "adopt"), param
            )
            self.assertEqual(set(job.tracks.values_list("model_version", flat=True)), {""})

    def test_a_song_that_could_have_been_asked_for_here_can_be_gone_on_with(self):
        job = self.adopted()
        self.assertEqual((job.operation, job.expected_price), ("generate", 12))
        form = registry.get("generate").form(job.params, owner=self.user)
        self.assertTrue(form.is_valid(), form.errors)
        self.assertEqual({name: form.params()[name] for name in job.params}, job.params)
        page = self.client.get(f"/create/generate/?like={job.uuid}").context["form"]
        self.assertEqual((page["lyrics"].value(), page["style"].value()), ("[Verse] La", "waltz"))
        self.assertEqual(decisions.again(job, uuid.uuid4()).params, job.params)

    def test_from_a_sentence_too(self):
        sent = {
            "prompt": "A slow waltz",
            "style": "A slow waltz",
            "customMode": False,
            "instrumental": True,
            "model": "V6",
        }
        job = self.adopted(param=sent)
        self.assertEqual(
            job.params, {"custom_mode": False, "prompt": "A slow waltz", "instrumental": True, "model": "V6"}
        )
        self.assertTrue(job.tracks.filter(is_instrumental=True).exists())

    def test_the_other_program_s_address_is_nowhere(self):
        job = self.adopted(status="PENDING", songs=[])
        self.asked_about(job, record())
        kept = f"{job.params} {job.result} {list(job.events.values_list('words', 'body'))}"
        self.assertNotIn("tool.example", kept)
        self.assertNotIn("tool.example", self.client.get(job.get_absolute_url()).content.decode())

    def test_it_was_made_when_the_provider_made_it_and_is_kept_from_then(self):
        made = timezone.now().replace(microsecond=0) - timedelta(days=3)
        track = self.adopted(createTime=int(made.timestamp() * 1000)).tracks.first()
        self.assertEqual((track.made_at, track.expires_at), (made, made + timedelta(days=14)))

    def test_never_in_the_future(self):
        future = datetime(2090, 1, 1, tzinfo=UTC).timestamp()
        track = self.adopted(createTime=int(future * 1000)).tracks.first()
        self.assertLessEqual(track.made_at, timezone.now())

    def extended(self, parent):
        """A longer song whose record names what it goes on with."""
        (job,) = self.adopt("longer")
        sent = SENT | {"continueAt": 60, "defaultParamFlag": True, "audioId": parent}
        songs = [SONGS[0] | {"id": "b" * 36}]
        told = record(songs=songs, param=sent, operationType="extend", parentMusicId=parent)
        return self.asked_about(job, told)

    def test_a_longer_song_knows_what_it_came_from(self):
        first = self.adopted().tracks.get(audio_id=FIRST)
        job = self.extended(FIRST)
        source = job.tracks.get().sources.get()
        self.assertEqual((source.source, source.how, source.at), (first, "extend", 60))
        self.assertEqual((job.operation, job.extension.source_track), ("extend", first))
        self.assertEqual(job.tracks.get().stack, first.stack)

    def test_another_s_song_is_no_source(self):
        (theirs,) = self.adopt(TASK, owner=make_user())
        self.asked_about(theirs, record())
        job = self.extended(FIRST)
        self.assertEqual((job.operation, job.state), ("adopt", Job.State.DONE))
        self.assertFalse(job.tracks.get().sources.exists())
