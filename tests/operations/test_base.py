from unittest import mock

from music.kie.prices import MODES, PRICES
from music.kie.results import Stage, TaskResult
from music.models import Job
from music.operations import registry
from music.operations.base import Operation
from music.services import hearing
from tests.base import TASK, StudioTestCase
from tests.factories import make_job


class Poem(Operation):
    """One that makes no songs."""

    slug = "poem"

    def apply(self, job, result):
        self.heard = result.data


class OperationTests(StudioTestCase):
    def hear(self, stage, **fields):
        job = make_job(owner=self.user, operation="poem", state=Job.State.WAITING, task_id=TASK)
        with mock.patch.dict(registry.OPERATIONS, {"poem": Poem()}):
            hearing.apply_result(job, TaskResult(TASK, stage, **fields))
            self.assertEqual(registry.get("poem").heard, fields.get("data", {}))
        job.refresh_from_db()
        return job

    def test_a_complete_result_is_all_there_is(self):
        job = self.hear(Stage.COMPLETE, data={"text": "la"})
        self.assertEqual((job.state, job.due_at), (Job.State.DONE, None))

    def test_an_earlier_stage_is_waited_on(self):
        job = self.hear(Stage.PENDING)
        self.assertEqual((job.state, job.stage), (Job.State.WAITING, "pending"))

    def test_an_error_fails_it_and_says_why(self):
        job = self.hear(Stage.ERROR, error_code=531, error_message="no")
        self.assertEqual((job.state, job.error_code, job.error_message), (Job.State.FAILED, "531", "no"))

    def test_each_choice_that_decides_a_price_has_one(self):
        for slug, (field, _default) in MODES.items():
            choices = {
                (slug, choice) for choice, _words in registry.get(slug).form.base_fields[field].choices
            }
            self.assertEqual(choices, {key for key in PRICES if key[0] == slug})
