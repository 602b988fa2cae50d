"""Where a form is not simply the provider's fields: few things, each with its reason."""

from datetime import timedelta

from django.utils import timezone

from music.models import Asset, Handover, Track
from tests import factories

# Whose form calls what is sung lyrics, whatever the version calls it.
LIKE_GENERATE = ("generate", "upload-cover", "mashup")

# Fields that decide, like a switch, which other fields there are.
DECIDING = {"stems": "type"}

# Another field of the form that does as well as a required one.
INSTEAD = {(slug, "prompt"): ("lyrics",) for slug in ("extend", "upload-extend", "add-vocals")}

# Required by the provider, and filled in by the studio where a person leaves it empty.
FILLED_IN = set()


def name_in_form(slug, field, said):
    """The form's name for a field of the provider; None where it is not filled in by a person."""
    if slug in LIKE_GENERATE and said.get("custom_mode") and field.name in ("prompt", "lyrics"):
        is_sung = field.name == ("lyrics" if said["model"].startswith("V6") else "prompt")
        return "lyrics" if is_sung else None
    return field.name


def is_left_out(field, said):
    """What the provider would take, and the studio never sends: words and a voice for an instrumental,
    and what nobody has to decide in simple mode."""
    if said.get("custom_mode") is False:
        return field.name != "prompt"
    return bool(said.get("instrumental")) and field.name in ("prompt", "lyrics", "vocal_gender")


def _taken_apart(track):
    """A finished separation, from whose stems notes can be read."""
    job = factories.make_job(owner=track.owner, operation="stems")
    stem = Asset.objects.create(
        owner=track.owner, track=track, job=job, kind=Asset.Kind.STEM, name="Bass", provider_id="a-stem"
    )
    return {"task_id": (str(job.uuid), job.task_id), "audio_id": (str(stem.uuid), stem.provider_id)}


def _lost(track):
    """Its link died before it was copied."""
    track.archive_state, track.archive_tries = Track.Archive.LOST, 3
    track.save()
    return {}


def _done(slug):
    """An earlier step of the same recording's way to a voice."""

    def prepare(recording):
        job = factories.make_job(owner=recording.owner, operation=slug)
        job.sources.create(upload=recording)
        return {"task_id": (str(job.uuid), job.task_id)}

    return prepare


def _sung(recording):
    """A phrase for it, and another recording in which it is sung and that the provider has a copy of."""
    sung = factories.make_upload(owner=recording.owner)
    copy = Handover.objects.create(
        account=factories.make_account(), upload=sung, url="https://uploads.example/sung.mp3",
        until=timezone.now() + timedelta(hours=20),
    )  # fmt: skip
    return _done("voice-phrase")(recording) | {"verify_url": (str(sung.uuid), copy.url)}


PREPARED = {
    "midi": _taken_apart,
    "recovery": _lost,
    "voice-again": _done("voice-phrase"),
    "voice": _sung,
    "voice-check": _done("voice"),
}
"""What has to be there, beyond a finished track or an upload, before an operation can start from it. Each
gives what its form can choose: {name: (what is posted, what the provider knows it by)}."""

# What the market would take and answer, but has been seen to fail there: sent to its own path.
FAILS_ON_THE_MARKET = ("upload-extend",)
