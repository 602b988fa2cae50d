"""The takes and versions of a song lie on each other, one of them on top: who chooses it, and what keeps it so.

A stack is named by the job its first song came from. New songs come to lie on top (`operations.songs.upsert`). Of those
of a stack's songs that are not in the trash, one is on top.
"""

from django.db import transaction

from ..models import Track


@transaction.atomic
def put_on_top(track):
    """What its owner wants to see of the stack."""
    songs = Track.objects.of_stack(track.stack).lock()
    if songs.kept().filter(pk=track.pk).exists():
        songs.filter(is_top=True).exclude(pk=track.pk).update(is_top=False)
        songs.filter(pk=track.pk).update(is_top=True)


def settle(tracks):
    """To be called when songs went to the trash, or came back, or are gone."""
    for stack in sorted({track.stack for track in tracks}):
        _settle(stack)


def settle_job(job):
    """Songs of it are gone, perhaps from the top of what they were versions of."""
    settle(Track.objects.filter(used_in__job=job).only("stack"))


@transaction.atomic
def _settle(stack):
    """Who is on top stays there; else it is the first take of the newest job."""
    songs = Track.objects.of_stack(stack).lock()
    here = songs.kept().order_by("-is_top", "-order").values_list("pk", flat=True)[:1]
    top = list(here)
    songs.filter(is_top=True).exclude(pk__in=top).update(is_top=False)
    songs.filter(pk__in=top, is_top=False).update(is_top=True)
