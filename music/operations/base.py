"""What every operation is made of. One file each; `registry` lists them."""

from .. import catalogue
from ..callbacks import callback_url
from ..kie.client import Request
from ..kie.results import Family, Stage
from ..models import Job


class Operation:
    """Something the studio can ask of the provider: its form, its request, and what the result becomes."""

    slug: str
    name: str  # as a noun, for lists: "Song"
    verb: str  # on its button: "Generate"
    invitation: str  # where one can choose it: "Extend from here"
    invitation_at: str = ""  # the same with a {time}, where it starts at a moment of a song
    icon: str
    path: str
    market = ""  # its name there; without one it is sent to its own path always
    form: type
    starts_from: tuple = ()  # the kinds of rows it can start from; none: it starts from nothing
    template = "music/operate.html"
    reads: Family  # its callbacks and its record

    def can_start_from(self, kind):
        """Whether it starts from this kind of row; from nothing, for None."""
        return kind in self.starts_from if kind else not self.starts_from

    def price(self, params=None):
        return catalogue.price_of(self.slug, params)

    def fields(self, job) -> dict:
        """The request's fields in snake_case, from `job.params`."""
        raise NotImplementedError

    def request(self, job) -> Request:
        fields = {**self.fields(job), "call_back_url": callback_url(job)}
        return Request(
            self.path, {name: value for name, value in fields.items() if value is not None}, self.market
        )

    def readers(self, job):
        """How the provider tells of this job: what has no name on the market went to its own path."""
        return self.reads.by(job.style if self.market else "dedicated")

    def start(self, job, sources):
        """Write the rows that belong to a new job; within its transaction."""

    def sources_of(self, job):
        """What a job started from, so that it can be tried again."""
        return ()

    def apply(self, job, result):
        """Write what the result says, by the provider's ids; the same twice changes nothing."""
        raise NotImplementedError

    def reached(self, job, result):
        """The state that the result, and what the job has by now, call for."""
        ends = {Stage.COMPLETE: Job.State.DONE, Stage.ERROR: Job.State.FAILED}
        return ends.get(result.stage, Job.State.WAITING)

    def clear(self, job):
        """It failed: take away what will never be finished."""
