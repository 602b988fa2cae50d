"""The rows again, from the sheets in the media folder. What is there already stays as it is; nothing is sent."""

from django.db import transaction

from .rebuilding import jobs, places, shelves, songs, words
from .rebuilding.rows import Report, Rows


def everything(addresses=None):
    """All people of the media folder; `addresses` is {folder: e-mail} of those who shall be able to sign in."""
    report = Report()
    for shelf in shelves.all_of_them():
        with transaction.atomic():
            _person(Rows(shelf, (addresses or {}).get(shelf.folder), report))
    return report


def _person(rows):
    """In the order in which rows need each other."""
    songs.uploads(rows)
    places.projects(rows)
    jobs.make(rows)
    songs.songs(rows)
    jobs.link(rows)
    songs.link(rows)
    words.personas(rows)
    words.drafts(rows)
    places.playlists(rows)
    places.recipes(rows)
    places.grids(rows)
