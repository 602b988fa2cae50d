"""What every operation is made of. One file each; `registry` lists them."""

from .. import catalogue
from ..callbacks import callback_url
from ..kie.client import Request
from ..kie.results import read_callback, read_music_record
from ..models import Source, Track
from . import songs


class Operation:
    """Something the studio can ask of the provider: its form, its request, and what the result becomes."""

    slug: str
    name: str  # as a noun, for lists: "Song"
    verb: str  # on its button: "Generate"
    invitation: str  # where one can choose it: "Extend from here"
    invitation_at: str = ""  # the same with a {time}, where it starts at a moment of a song
    icon: str
    path: str
    market: str
    form: type
    starts_from: type | None = None
    template = "music/operate.html"
    record_path = "/api/v1/generate/record-info"
    read_record = staticmethod(read_music_record)
    read_callback = staticmethod(read_callback)

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

    def start(self, job, sources):
        """Write the rows that belong to a new job; within its transaction."""

    def sources_of(self, job):
        """What a job started from, so that it can be tried again."""
        return ()

    def apply(self, job, result):
        """Write what the result says, by the provider's ids; the same twice changes nothing."""
        raise NotImplementedError


class MusicOperation(Operation):
    """An operation whose result is songs."""

    how = None  # how a song it makes came from its source

    def apply(self, job, result):
        params, sources = job.params, self.sources_of(job)
        inherited = sources[0].is_instrumental if sources else False
        written = songs.upsert(
            job, result,
            kind=Track.Kind.SONG, model_version=params.get("model", ""), made_at=job.created_at,
            is_instrumental=params.get("instrumental", inherited), title=params.get("title", ""),
            style=params.get("style", ""), hue=sources[0].hue if sources else 2,
        )  # fmt: skip
        for track in written:
            self.link(track, sources, params)

    def link(self, track, sources, params):
        for position, source in enumerate(sources):
            Source.objects.get_or_create(
                track=track, position=position,
                defaults={"source": source, "how": self.how, "at": params.get("continue_at")},
            )  # fmt: skip
