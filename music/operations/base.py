"""What every operation is made of. One file each; `registry` lists them."""

from django.utils.translation import gettext as _

from .. import catalogue
from ..callbacks import callback_url
from ..kie.client import Request
from ..kie.readers import READERS
from ..kie.results import Stage
from ..kie.wire import DEDICATED
from ..models import Handover, Job


class Operation:
    """Something the studio can ask of the provider: its form, its request, and what the result becomes."""

    slug: str
    name: str  # as a noun, for lists: "Song"
    verb: str  # on its button: "Generate"
    invitation: str  # where one can choose it: "Extend from here"
    invitation_at: str = ""  # the same with a {time}, where it starts at a moment of a song
    icon: str
    about = ""  # a sentence or two above its form, where the fields do not speak for themselves
    path: str
    market = ""  # its name there; without one it is sent to its own path always
    family = "music"  # whose callbacks and records its tasks have, in `kie.readers`
    form: type
    starts_from: tuple = ()  # the kinds of rows it can start from; none: it starts from nothing
    starts_with = 1  # of them, at least
    in_menus = True  # not, when it is a step inside a longer way
    is_told = True  # whether its owner is notified of its end; not, where they wait for it on a page
    is_sent = True  # not, when the provider is only asked about what others sent
    calls_back = True  # whether its request takes the address of a callback
    hands_over = False  # whether the provider may be given a copy of what it starts from
    makes_tracks = False
    template = "music/operate.html"
    made = "music/_made_nothing.html"  # what a job's card shows of its result
    troubles = {}  # sentences for codes of failures that say something more exact here; "" for all the others
    usual = (20, 0)  # seconds until the first sound, and from there to the end, as clients report

    # What it starts from

    def can_start_from(self, kind):
        """Whether it starts from this kind of row; from nothing, for None."""
        return kind in self.starts_from if kind else not self.starts_from

    def why_not(self, song, account):
        """Why it cannot start from this track or upload: a sentence; empty when it can."""
        return self.form.why_not(song, account)

    def why_none_of(self, songs, account):
        """The same for the first of several that cannot be used."""
        return next(filter(None, (self.why_not(song, account) for song in songs)), "")

    def start(self, job, sources):
        """Write the rows that belong to a new job; within its transaction."""

    def sources_of(self, job):
        """The tracks and uploads that a job started from, in order."""
        return [source.song for source in job.sources.prefetch_related("track", "upload")]

    def handed_over(self, job):
        """Those of them of which the provider is given a copy before the job is sent."""
        return self.sources_of(job) if self.hands_over else []

    def addresses_of(self, job):
        """Where the provider has its copies of what was handed over."""
        return [Handover.objects.of(job.account, song).url for song in self.handed_over(job)]

    # What it costs

    def price(self, params=None):
        return catalogue.price_of(self.slug, params)

    # What is sent

    def style_with(self, account):
        """The wire style it is sent in: what has no name on the market goes to its own path."""
        return account.style if self.market else DEDICATED

    def fields(self, job) -> dict:
        """The request's fields in snake_case, from `job.params`."""
        raise NotImplementedError

    def request(self, job) -> Request:
        fields = self.fields(job) | ({"call_back_url": callback_url(job)} if self.calls_back else {})
        sent = {name: value for name, value in fields.items() if value is not None}
        return Request(self.path, sent, self.market)

    def readers(self, job):
        """How the provider tells of this job, in the style in which it was sent."""
        return READERS[self.family].by(job.style)

    # What the provider says when it is asked

    def is_anothers(self, job):
        """Whether its task is another person's, so that nothing that is said of it may be read."""
        return False

    def heard(self, job, result):
        """The result to go by when the provider tells of the task."""
        return result

    def unheard(self, job, is_unknown):
        """A result where it is one that the provider does not know the task, or, else, that asking failed."""
        return None

    # What comes of it

    def made_before(self, job):
        """The result of the same request in earlier times, where the provider refuses to make it twice and
        there is no record to ask for; else None."""
        return None

    def apply(self, job, result):
        """Write what the result says, by the provider's ids; the same twice changes nothing."""
        raise NotImplementedError

    def reached(self, job, result):
        """The state that the result, and what the job has by now, call for."""
        ends = {Stage.COMPLETE: Job.State.DONE, Stage.ERROR: Job.State.FAILED}
        return ends.get(result.stage, Job.State.WAITING)

    def clear(self, job):
        """It failed: take away what will never be finished."""

    def made_words(self, job):
        """What a finished job made, in a few words of the reader's language."""
        return _("done")
