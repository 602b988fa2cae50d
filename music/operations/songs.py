"""How the provider's songs become tracks of a job."""

from datetime import timedelta

from django.utils import timezone

from ..kie.results import Stage
from ..models import Track, TrackText
from ..queue import enqueue

PROVIDER_KEEPS = timedelta(days=14)
STAGES = ["", Stage.PENDING, Stage.TEXT, Stage.FIRST, Stage.COMPLETE]


def upsert(job, result, **facts):
    """The job's tracks as this result tells of them. Early words never replace later ones."""
    known = {track.audio_id: track for track in job.tracks.all()}
    is_news = _rank(result.stage) >= _rank(job.stage)
    written = []
    for clip in result.clips:
        if not (clip.audio_url or clip.stream_url or clip.audio_id in known):
            continue
        track = known.get(clip.audio_id)
        if track is None:
            track = Track(job=job, owner_id=job.owner_id, position=len(known), audio_id=clip.audio_id,
                          operation=job.operation, **facts)  # fmt: skip
            known[clip.audio_id] = track
        if _merge(track, clip, is_news):
            _save(track)
        written.append(track)
    return written


def _rank(stage):
    return STAGES.index(stage) if stage in STAGES else 0


def _merge(track, clip, is_news):
    """Take over what is new: words only where there are none, addresses from the latest message."""
    before = dict(vars(track))
    track.title = track.title or clip.title
    track.lyrics = track.lyrics or ("" if track.is_instrumental else clip.lyrics)
    track.style = track.style or clip.tags
    for field, value in _media(clip).items():
        if value and (is_news or not getattr(track, field)):
            setattr(track, field, value)
    if track.audio_url and track.archive_state in (Track.Archive.NONE, Track.Archive.LOST):
        track.archive_state, track.archive_due_at = Track.Archive.DUE, timezone.now()
        track.archive_tries, track.archive_error = 0, ""
        track.expires_at = track.expires_at or timezone.now() + PROVIDER_KEEPS
    return track.pk is None or vars(track) != before


def _media(clip):
    media = {"audio_url": clip.audio_url, "stream_url": clip.stream_url, "image_url": clip.image_url}
    return media | {"duration": clip.duration}


def _save(track):
    track.save()
    TrackText.objects.put(track)
    if track.archive_state == Track.Archive.DUE:
        enqueue("archive_track", track.pk)
