"""The sounds in a ZIP, each a part with a row of its own, come one after the other."""

from uuid import uuid5

from ...models import Arrival
from ...queue import enqueue
from . import archives, links

MOST = 20_000  # sounds in one ZIP
SWELL = 20  # times its own size that it may hold: sound can hardly be packed

State = Arrival.State


def keep(arrival, _folder):
    """Let the next of its parts come. None until all are here; then what they are to each other is written down."""
    if not arrival.parts.exists():
        _list(arrival)
    if part := arrival.parts.filter(state=State.CHECKING).order_by("pk").first():
        enqueue("check_arrival", part.pk)
        return None
    links.make(arrival)
    return {}


def _list(arrival):
    """All rows or none: they are written at once."""
    with archives.opened(arrival) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > SWELL * arrival.size:
            raise archives.NotUsable("bomb")
        found = list(archives.sounds(archive))
    if not found:
        raise archives.NotUsable("no_songs")
    if len(found) > MOST:
        raise archives.NotUsable("too_many")
    Arrival.objects.bulk_create(
        (_part(arrival, *each) for each in found), batch_size=500, ignore_conflicts=True
    )


def _part(arrival, number, kind, entry):
    """The same for two workers."""
    return Arrival(
        owner=arrival.owner, parent=arrival, entry=number, kind=kind, name=entry.filename[-300:],
        size=entry.file_size, state=State.CHECKING, uuid=uuid5(arrival.uuid, str(number)),
    )  # fmt: skip
