"""What a person hears and what comes next, kept so that another device can go on."""

from django.db import transaction

from ..models import Listening, Track


def keep(person, browser, device, *, song, at, modes, queue=None):
    """Where this browser is. Without a `queue`, in the one that is kept; False where that does not hold the song."""
    with transaction.atomic():
        kept, _is_new = Listening.objects.select_for_update().get_or_create(owner=person)
        if queue is not None:
            kept.queue = _own(person, queue)
        if song not in kept.queue:
            return False
        kept.place, kept.at, kept.modes = kept.queue.index(song), at, modes
        kept.browser, kept.device = browser, device
        kept.save()
    return True


def _own(person, uuids):
    """Of these, the person's own that are not in the trash, each once, in this order."""
    found = Track.objects.of(person).kept().filter(uuid__in=uuids).values_list("uuid", flat=True)
    mine = {str(uuid) for uuid in found}
    return [uuid for uuid in dict.fromkeys(uuids) if uuid in mine]


def of(person):
    """What is kept, or None; and the songs of its queue that are still there and can be heard, for rows."""
    kept = Listening.objects.filter(owner=person).first()
    if kept is None:
        return None, []
    tracks = Track.objects.of(person).kept().for_rows().filter(uuid__in=kept.queue)
    found = {str(track.uuid): track for track in tracks if track.is_playable}
    return kept, [found[uuid] for uuid in kept.queue if uuid in found]


def current(kept, songs):
    """The song that played: None where it is gone."""
    wanted = kept.queue[kept.place] if kept.place < len(kept.queue) else None
    return next((song for song in songs if str(song.uuid) == wanted), None)


def change(person, deed, song):
    """Of the queue: `remove` a song, move it one place `earlier` or `later`, or `clear` all of it."""
    with transaction.atomic():
        kept = Listening.objects.select_for_update().filter(owner=person).first()
        if kept is None or not (deed == "clear" or song in kept.queue):
            return
        playing = kept.queue[kept.place] if kept.place < len(kept.queue) else None
        kept.queue = DEEDS[deed](kept.queue, song)
        kept.place = kept.queue.index(playing) if playing in kept.queue else 0
        kept.save()


def _step(by):
    def step(queue, song):
        rest = [uuid for uuid in queue if uuid != song]
        place = max(queue.index(song) + by, 0)
        return [*rest[:place], song, *rest[place:]]

    return step


DEEDS = {
    "remove": lambda queue, song: [uuid for uuid in queue if uuid != song],
    "earlier": _step(-1),
    "later": _step(1),
    "clear": lambda _queue, _song: [],
}
