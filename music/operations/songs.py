"""Operations that make songs: how the provider's songs become tracks, and when a job has them all."""

import logging
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import ngettext

from .. import catalogue
from ..kie.limits import ModelVersion
from ..kie.results import rank
from ..models import Job, Persona, Source, Track, TrackText
from ..models.tracks import TAKES
from ..queue import enqueue
from .base import Operation

log = logging.getLogger(__name__)

PROVIDER_KEEPS = timedelta(days=14)
PATIENCE = timedelta(minutes=10)  # for the second song, once the provider has said that all is complete
CHOSEN = ("style", "title", "negative_tags", "vocal_gender", "persona_id", "persona_model", "duration", "style_weight",
          "weirdness_constraint", "audio_weight", "variety")  # fmt: skip


class MusicOperation(Operation):
    how = ""  # in a word, how a song that it makes came from its sources
    is_version = True  # whether such a song is its source anew, and lies on it
    kind = Track.Kind.SONG
    makes_tracks = True
    made = "music/_made_tracks.html"
    usual = (60, 45)

    def apply(self, job, result):
        sources = self.sources_of(job)
        for track in upsert(job, result, **self.facts(job, sources)):
            self.link(track, sources, job.params)

    def facts(self, job, sources):
        """What its songs are from the start, before the provider says anything of them."""
        params = job.params
        inherited = sources[0].is_instrumental if sources else False
        return {
            "kind": self.kind, "model_version": params.get("model", ""), "made_at": job.created_at,
            "is_instrumental": params.get("instrumental", inherited), "title": params.get("title", ""),
            "style": params.get("style", ""), "hue": sources[0].hue if sources else 2, "persona": singer(job),
            "stack": self.stack_of(job, sources),
            "project_id": job.project_id,
        }  # fmt: skip

    def stack_of(self, job, sources):
        """A version of a song lies on it; other songs begin a stack."""
        below = sources[0] if sources and self.is_version else None
        return (below.stack or below.job_id) if isinstance(below, Track) else job.pk

    def link(self, track, sources, params):
        for position, song in enumerate(sources):
            end = {"source": song} if isinstance(song, Track) else {"upload": song}
            Source.objects.get_or_create(
                track=track, position=position, defaults=end | {"how": self.how, "at": self.seam(params)}
            )

    def seam(self, params):
        """The second of the source at which something new begins, where there is one."""
        return params.get("continue_at")

    def reached(self, job, result):
        if result.is_failure:  # one good song of two stays, and then the job is done
            return Job.State.DONE if job.tracks.finished().exists() else Job.State.FAILED
        if result.is_complete and self.has_all(job, result):
            return Job.State.DONE
        return Job.State.STREAMING if job.tracks.playable().exists() else Job.State.WAITING

    @staticmethod
    def has_all(job, result):
        """All songs have addresses; or some do, and the rest had time enough to come."""
        songs = list(job.tracks.values_list("audio_url", flat=True))
        finished = sum(map(bool, songs))
        if finished and finished >= len(result.clips) and finished == len(songs):
            return True
        waited = timezone.now() - (job.sent_at or job.created_at)
        return bool(finished) and waited > PATIENCE

    def made_words(self, job):
        takes = len(job.tracks.all())
        return ngettext("{n} take on disk", "{n} takes on disk", takes).format(n=takes)

    def clear(self, job):
        """The streams of unfinished songs die with the job."""
        for track in job.tracks.unfinished():
            track.drop()


def singer(job):
    """The persona a job's songs are made with."""
    known = job.params.get("persona_id")
    return Persona.objects.of(job.owner).filter(provider_id=known).first() if known else None


def chosen(slug, params):
    """What a person chose, of the fields that the provider calls the same for every song."""
    own = {name: params.get(name) for name in CHOSEN}
    if not catalogue.limits_of(slug, params["model"]).persona_model:
        own["persona_model"] = None
    return own


def sung(params):
    """The words under the names that the version knows: the V6 family calls them lyrics too, and lets those win."""
    prompt, lyrics = params.get("prompt"), params.get("lyrics")
    lyrics_too = (lyrics or prompt) if ModelVersion(params["model"]).is_v6 else None
    return {"prompt": prompt or lyrics, "lyrics": lyrics_too}


def upsert(job, result, **facts):
    """The job's tracks as this result tells of them. Early words never replace later ones."""
    tracks = job.tracks.order_by("pk").select_for_update(no_key=True)  # a copy may just be ending
    known = {track.audio_id: track for track in tracks}
    is_news = rank(result.stage) >= rank(job.stage)
    written, changed = [], {}
    for clip in result.clips:
        if not (clip.audio_url or clip.stream_url or clip.audio_id in known):
            continue
        if clip.audio_id in job.deleted:
            continue
        track = known.get(clip.audio_id)
        if track is None and len(known) == TAKES:
            log.warning("Job %s has more songs than any job makes; %s is left out.", job.pk, clip.audio_id)
            continue
        if track is None:
            track = Track(job=job, owner_id=job.owner_id, position=len(known), audio_id=clip.audio_id,
                          operation=job.operation, **facts)  # fmt: skip
            track.is_top = not known and _lies_on(track.stack, job)
            known[clip.audio_id] = track
        if _merge(track, clip, is_news):
            changed[clip.audio_id] = track
        written.append(track)
    _save(list(changed.values()))
    return written


def _lies_on(stack, job):
    """Whether the first song of a job comes to lie on top: not on one that its owner put there."""
    if stack == job.pk:
        return True
    songs = Track.objects.of_stack(stack).lock()
    if songs.kept().filter(is_top=True, topped_at__isnull=False).exists():
        return False
    songs.filter(is_top=True).update(is_top=False)
    return True


def _merge(track, clip, is_news):
    """Take over what is new: words only where there are none, addresses from the latest message."""
    before = dict(vars(track))
    track.title = track.title or clip.title
    track.lyrics = track.lyrics or ("" if track.is_instrumental else clip.lyrics)
    track.style = track.style or clip.tags
    for field, value in _media(clip).items():
        is_measured = field == "duration" and track.is_kept
        if value and not is_measured and (is_news or not getattr(track, field)):
            setattr(track, field, value)
    if track.audio_url:
        track.copy_is_due(until=track.made_at + PROVIDER_KEEPS)
    return track.pk is None or vars(track) != before


def _media(clip):
    return {name: getattr(clip, name) for name in ("audio_url", "stream_url", "image_url", "duration")}


def _save(tracks):
    new, known = [track for track in tracks if track.pk is None], [track for track in tracks if track.pk]
    for track in new:
        track.place()
    Track.objects.bulk_create(new)
    TrackText.objects.put_new(new)
    for track in known:
        track.save()
    TrackText.objects.put_all(known)
    for track in tracks:
        if track.archive_state == Track.Archive.DUE:
            enqueue("archive_track", track.pk)
