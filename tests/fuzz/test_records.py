"""Records and answers that were tampered with: a result, an error of the family, and no rule broken."""

import json

from hypothesis import given
from hypothesis import strategies as st

from music.kie.client import Accepted
from music.kie.errors import KieError
from music.kie.readers import READERS
from music.kie.results import TaskResult
from music.models import Job
from music.operations.registry import OPERATIONS
from music.services import asking

from . import shapes
from .base import broken_rules
from .jobs import JobsCase, is_used
from .nonsense import RAW, VALUES, tampered, written

WAYS = st.deferred(lambda: st.sampled_from([way for way in shapes.told() if is_used(*way)]))
RECORDED = st.deferred(
    lambda: st.sampled_from([way for way, told in shapes.told().items() if told.records and is_used(*way)])
)
STATUSES = st.sampled_from([200, 200, 200, 200, 201, 204, 301, 302, 400, 404, 422, 429, 500, 502])


def bodies(kind, way):
    """Records or answers of a way: real ones, some that were tampered with, nonsense."""
    real = st.deferred(lambda: st.sampled_from(getattr(shapes.told()[way], kind)))
    return written(tampered(real)) | written(real) | written(VALUES) | RAW


class RecordTests(JobsCase):
    @given(RECORDED, st.data(), STATUSES)
    def test_asking_breaks_no_rule_and_fails_no_song_by_itself(self, way, data, status):
        job = self.job(way)
        readers = OPERATIONS[job.operation].readers(job)
        for body in data.draw(st.lists(bodies("records", way), min_size=1, max_size=2)):
            self.answer(readers.path, body, status)
            asking.refresh(job)
            job.refresh_from_db()
            self.assertEqual(list(broken_rules(job)), [])
            if not 200 <= status < 300:
                self.assertEqual(job.state, Job.State.WAITING)

    @given(WAYS.flatmap(lambda way: st.tuples(st.just(way), bodies("answers", way))), STATUSES)
    def test_an_answer_to_a_paid_request_is_a_result_a_task_or_an_error(self, told, status):
        (slug, style), body = told
        job, operation = self.job((slug, style)), OPERATIONS[slug]
        client, request = job.account.client(job.style), operation.request(job)
        for path in {request.path, "/api/v1/jobs/createTask"}:
            self.answer(path, body, status, "POST")
            try:
                answer = client.send(request, operation.readers(job).answer)
            except KieError:
                continue
            self.assertIsInstance(answer, TaskResult | Accepted)
            self.assertTrue(200 <= status < 300 or status == 400, status)  # 400 can mean: made before


class ReaderTests(JobsCase):
    @given(WAYS.flatmap(lambda way: tampered(st.sampled_from(said(way)), most=8)))
    def test_every_reader_makes_a_result_of_every_body(self, body):
        body = json.loads(json.dumps(body))
        for family in READERS.values():
            for style in ("dedicated", "market"):
                readers = family.by(style)
                self.assertIsInstance(readers.callback(body), TaskResult)
                self.assertIsInstance(readers.record(body), TaskResult | None)
                self.assertIsInstance(readers.answer(body), TaskResult | None)


def said(way):
    told = shapes.told()[way]
    return told.callbacks + told.records + told.answers
