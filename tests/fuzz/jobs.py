"""Jobs that the provider works on, one of each operation and style, with whatever they started from."""

import uuid
from unittest import mock

from music.models import Job
from music.operations.registry import OPERATIONS
from music.services import jobs
from tests.base import API, TASK
from tests.contract import facts, filling
from tests.contract.desk import Desk

from . import shapes
from .base import FuzzCase

CASES = {
    slug: next(
        case
        for case in filling.cases_of(OPERATIONS[slug], fact)
        if case.is_offered and case.version in ("V6", "V5")
    )
    for slug, fact in facts.OPERATIONS.items()
}


def is_used(slug, style):
    """Whether jobs of this operation are sent in this style."""
    return style == "dedicated" or bool(OPERATIONS[slug].market)


class JobsCase(FuzzCase):
    """`self.jobs[slug, style]` is the key of a job that was sent and accepted as TASK."""

    @classmethod
    def setUpClass(cls):
        shapes.told()  # before any address but the provider's is out of reach
        super().setUpClass()

    def setUp(self):
        super().setUp()
        patient = mock.patch("music.services.allowance.to_query", return_value=0)
        patient.start()
        self.addCleanup(patient.stop)
        self.jobs = {way: self.make_waiting(*way) for way in shapes.told() if is_used(*way)}

    def job(self, way):
        return Job.objects.select_related("account").get(pk=self.jobs[way])

    def make_waiting(self, slug, style):
        desk, case = Desk(), CASES[slug]
        desk.user = self.user
        sources = desk.sources(case)
        form = desk.form(case, filling.filled(case, "most", desk.rows(case, "most", sources)), sources)
        assert form.is_valid(), form.errors
        desk.account.style = style
        job = jobs.start(
            OPERATIONS[slug], self.user, form.params(), submission=uuid.uuid4(), account=desk.account,
            sources=form.sources,
        )  # fmt: skip
        job.move(Job.State.SENDING, due_at=None)
        job.move(Job.State.WAITING, task_id=TASK)
        return job.pk

    def answer(self, path, body, status, method="GET"):
        """What the provider answers from now on."""
        self.provider.reset()
        self.provider.add(method, f"{API}{path}", body=body, status=status)
