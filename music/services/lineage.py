"""What came from what, around one song: what it was made from, what was made from it, takes of one job beside each
other. A query a generation, however large the family is."""

from dataclasses import dataclass, field

from ..models import Asset, Source, Track, Upload
from ..models.tracks import ROW

DEEP = 24  # generations, to either side
WALKED = 1000  # songs, before the walk ends
SHOWN = 200  # of them, the nearest


@dataclass
class Family:
    """Songs and recordings by a key of theirs, and (from, to, how, second) between them."""

    members: dict
    links: list
    kinds: dict = field(default_factory=dict)  # of the files that a song has, by the song's key
    more: int = 0  # that are not among them
    is_cut: bool = False  # nobody looked further: there may be more yet


def family(track):
    steps = {track.pk: 0}
    _walk(steps, track, "track", "source")
    _walk(steps, track, "source", "track")
    _with_takes(steps, track.owner)
    nearest = sorted(steps, key=lambda pk: (abs(steps[pk]), pk != track.pk, -pk))
    rows = _links(nearest[:SHOWN], track.owner)
    members, others = _members(track.owner, nearest[:SHOWN], rows)
    links = [(a, b, row["how"], row["at"]) for a, b, row in _ends(rows) if a in members and b in members]
    more = len(steps) - len(nearest[:SHOWN]) + others
    return Family(members, links, _kinds(members), more, is_cut=len(steps) >= WALKED)


def _walk(steps, track, here, there):
    """Generation by generation to one side, with the distance of each song; what was met already is not met again."""
    now, by = [track.pk], -1 if there == "source" else 1
    for step in range(1, DEEP + 1):
        rows = Source.objects.filter(**{f"{here}__in": now, f"{there}__owner": track.owner}).exclude(
            **{f"{there}__in": list(steps)}
        )
        now = list(rows.order_by(f"-{there}").values_list(there, flat=True).distinct()[: WALKED - len(steps)])
        steps.update(dict.fromkeys(now, by * step))
        if not now or len(steps) >= WALKED:
            return


def _with_takes(steps, owner):
    """Those of one job came together, also where only one of them was gone on with."""
    tracks = Track.objects.of(owner)
    jobs = dict(tracks.filter(pk__in=list(steps)).values_list("job", "pk"))
    takes = tracks.filter(job__in=list(jobs)).exclude(pk__in=list(steps)).values_list("pk", "job")
    steps.update({pk: steps[jobs[job]] for pk, job in takes[:WALKED]})


def _links(songs, owner):
    rows = Source.objects.filter(track__in=songs, track__owner=owner).order_by("track", "position")
    return list(rows.values("track", "source", "upload", "how", "at"))


def _ends(rows):
    for row in rows:
        begin = ("track", row["source"]) if row["source"] else ("upload", row["upload"])
        yield begin, ("track", row["track"]), row


def _members(owner, songs, rows):
    """With what else they were made from: the other half of a mashup, recordings. And how many of these found no room."""
    others = list(
        dict.fromkeys(
            begin for begin, _end, _row in _ends(rows) if begin[1] not in songs or begin[0] != "track"
        )
    )
    wanted = [*(("track", pk) for pk in songs), *others[: max(SHOWN - len(songs), 0)]]
    tracks = Track.objects.of(owner).only(*ROW).in_bulk([pk for kind, pk in wanted if kind == "track"])
    uploads = Upload.objects.of(owner).in_bulk([pk for kind, pk in wanted if kind == "upload"])
    found = {key: (tracks if key[0] == "track" else uploads).get(key[1]) for key in wanted}
    return {key: song for key, song in found.items() if song}, len(songs) + len(others) - len(wanted)


def _kinds(members):
    songs = [pk for kind, pk in members if kind == "track"]
    kinds = {}
    rows = Asset.objects.filter(track__in=songs).order_by("kind").values_list("track", "kind").distinct()
    for pk, kind in rows:
        kinds.setdefault(("track", pk), []).append(Asset.Kind(kind))
    return kinds
