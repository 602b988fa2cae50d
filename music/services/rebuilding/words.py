"""Personas, and words for songs."""

from uuid import UUID

from django.db.models import Q

from ...models import LyricsDraft, Persona, Track, TrackText
from .. import row_sheets
from . import owners
from .rows import known
from .shelves import moment


def personas(rows):
    for facts in rows.shelf.personas:
        same = Q(uuid=facts["uuid"]) | Q(provider_id=facts["provider_id"])
        if (persona := Persona.objects.of(rows.owner).filter(same).first()) is None:
            persona = _persona(rows, facts)
            persona.save()
            rows.report.count("personas")
        rows.personas[facts["uuid"]] = persona
    for key, uuid in rows.sung.items():
        if uuid in rows.personas:
            _sing(Track.objects.filter(pk=key, persona=None), rows.personas[uuid])


def _sing(songs, persona):
    """They are found by its name, too."""
    for song in songs:
        song.persona = persona
        song.save(update_fields=["persona"])
        TrackText.objects.put(song)


def _persona(rows, facts):
    ends = {"track": rows.tracks.get(facts["track"]), "job": rows.jobs.get(facts["job"])}
    return Persona(
        owner=rows.owner,
        account=owners.account_of(rows.owner, facts),
        uuid=UUID(facts["uuid"]),
        created_at=moment(facts["created_at"]),
        **ends,
        **known(facts, row_sheets.PERSONA),
    )


def drafts(rows):
    for facts in sorted(rows.shelf.drafts, key=lambda facts: facts["made_at"] or ""):
        job = rows.jobs.get(facts["job"])
        if not _is_here(facts, job):
            when = {name: moment(facts[name]) for name in row_sheets.DRAFT_MOMENTS}
            told = known(facts, row_sheets.DRAFT) | when
            LyricsDraft(owner=rows.owner, job=job, uuid=UUID(facts["uuid"]), **told).save()
            rows.report.count("words for songs")


def _is_here(facts, job):
    if LyricsDraft.objects.filter(uuid=facts["uuid"]).exists():
        return True
    return bool(job) and LyricsDraft.objects.filter(job=job, position=facts["position"]).exists()
