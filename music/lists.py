"""A person's lists, and the songs of one of them, a page after a key."""

from collections import Counter
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.urls import reverse

from .listing import COUNTED, number
from .models import Entry, Playlist, Track
from .rules import Rule
from .services.listed import line_of

PAGE = 50
AT_ONCE = 100  # rows out of the database


class Shelf:
    """All lists of a person: `folders` with what is `inside` each, and those `outside`."""

    def __init__(self, user):
        lists = list(Playlist.objects.of(user).kept())
        self.folders = [each for each in lists if each.is_folder]
        sizes = _sizes(user)
        for each in lists:
            each.size = sizes[each.pk]
        known = {folder.pk for folder in self.folders}
        for folder in self.folders:
            folder.lists = [each for each in lists if each.folder_id == folder.pk and not each.is_folder]
        self.outside = [each for each in lists if each.folder_id not in known and not each.is_folder]

    @property
    def is_empty(self):
        return not self.folders and not self.outside


def _sizes(user):
    """How many songs each list by hand shows. All entries are counted in an index, and the few in the trash apart."""
    every = Entry.objects.filter(playlist__owner=user)
    sizes = Counter(dict(_counted(every)))
    sizes.subtract(dict(_counted(_trashed(user))))
    return sizes


def _trashed(user):
    return Entry.objects.filter(track__owner=user, track__trashed_at__isnull=False)


def _counted(entries):
    return entries.order_by().values_list("playlist").annotate(n=Count("pk"))


def songs_of(playlist, query):
    return (SongsByRule if playlist.is_ruled else SongsByHand)(playlist, query)


class Songs:
    """A page of a list's `tracks`, and `next_address` for those after them."""

    is_beyond_count = False

    @property
    def known_count(self):
        """None where it was not counted to its end."""
        return None if self.is_beyond_count else self.count

    @property
    def tracks(self):
        return self._page[:PAGE]

    @property
    def is_cut(self):
        return len(self._page) > PAGE

    @cached_property
    def _sums(self):
        """Those of the whole list, which is asked only where it is longer than this page."""
        if self.is_cut or self.mark is not None:
            return self._asked()
        return {"count": len(self.tracks), "seconds": sum(track.duration or 0 for track in self.tracks)}

    @property
    def count(self):
        return self._sums["count"]

    @property
    def seconds(self):
        return self._sums["seconds"]


class SongsByHand(Songs):
    """Each of them knows its `entry`."""

    def __init__(self, playlist, query):
        self.playlist = playlist
        self.songs = Track.objects.in_list(playlist)
        self.mark = number(query.get("after"))

    @cached_property
    def _page(self):
        rows = self.songs.filter(place__gt=self.mark) if self.mark is not None else self.songs
        return list(rows.for_rows()[: PAGE + 1])

    @property
    def next_address(self):
        return f"?after={self.tracks[-1].place}" if self.is_cut else ""

    def _asked(self):
        """All entries are counted in an index, and the few in the trash apart. A list so long that adding up its seconds
        would be felt has none."""
        trashed = dict(_counted(_trashed(self.playlist.owner_id)))
        count = self.playlist.entries.count() - trashed.get(self.playlist.pk, 0)
        return {"count": count, "seconds": None if count > COUNTED else self._seconds()}

    def _seconds(self):
        return self.songs.aggregate(seconds=Sum("duration"))["seconds"]


class SongsByRule(Songs):
    """`gone` are words for conditions that nothing can meet any more."""

    def __init__(self, playlist, query):
        self.rule = Rule(playlist.owner, playlist.rule)
        self.gone = self.rule.gone
        self.mark, self.shown = query.get("after"), number(query.get("shown")) or 0

    @cached_property
    def _page(self):
        rows = self.rule.rows.for_rows()
        if self.mark:
            rows = self.rule.sort.after(rows, self.mark)
        left = PAGE + 1 if self.rule.limit is None else min(PAGE + 1, self.rule.limit - self.shown)
        return list(rows[: max(left, 0)])

    @property
    def next_address(self):
        if not self.is_cut:
            return ""
        mark = self.rule.sort.mark(self.tracks[-1])
        return "?" + urlencode({"after": mark, "shown": self.shown + PAGE})

    @property
    def is_beyond_count(self):
        return self.count > COUNTED

    def _asked(self):
        return sums(self.rule)


def sums(rule):
    """How many it finds, up to a thousand, and how long they play; with a limit, of the first ones."""
    if rule.limit is None:
        return rule.found.newest_first()[: COUNTED + 1].aggregate(count=Count("pk"), seconds=Sum("duration"))
    return rule.rows[: rule.limit].aggregate(count=Count("pk"), seconds=Sum("duration"))


# All of them, for a file or another list


def all_songs_of(playlist):
    """One after another, however many there are, in their order."""
    if playlist.is_ruled:
        rule = Rule(playlist.owner, playlist.rule)
        songs = rule.rows[: rule.limit]
    else:
        songs = Track.objects.in_list(playlist)
    return songs.for_rows().iterator(AT_ONCE)


def m3u8(tracks, absolute):
    """Lines of a playlist file; what has no sound yet is left out."""
    yield "#EXTM3U\n"
    for track in tracks:
        if track.is_playable:
            yield f"{line_of(track)}\n{absolute(reverse('track_audio', args=[track.uuid]))}\n"
