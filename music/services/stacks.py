"""The takes and versions of a song lie on each other, one of them on top: who chooses it, and what keeps it so.

A stack is named by the job its first song came from. New songs come to lie on top (`operations.songs.upsert`), unless
its owner chose the one that is there. Of those of a stack's songs that are not in the trash, one is on top.
"""

from django.db import transaction
from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from ..models import Track


@transaction.atomic
def put_on_top(track):
    """What its owner wants to see of the stack, whatever is made of it later."""
    songs = Track.objects.of_stack(track.stack).lock()
    if songs.kept().filter(pk=track.pk).exists():
        before = list(songs.filter(Q(is_top=True) | Q(topped_at__isnull=False)).values_list("pk", flat=True))
        songs.filter(pk__in=before).update(is_top=False, topped_at=None)
        songs.filter(pk=track.pk).update(is_top=True, topped_at=timezone.now())
        songs.filter(pk__in=[*before, track.pk]).mark_changed()


@transaction.atomic
def settle(tracks):
    """To be called when songs went to the trash, or came back, or are gone. Who is on top stays there; else it is the
    first take of the newest job. However many stacks there are, the queries are as many."""
    songs = Track.objects.filter(stack__in={track.stack for track in tracks}).lock()
    newest, above = Max("order"), Max("order", filter=Q(is_top=True))
    stacks = songs.kept().order_by().values("stack").annotate(top=Coalesce(above, newest))
    tops = list(stacks.values_list("top", flat=True))
    songs.filter(is_top=True).exclude(order__in=tops).update(is_top=False)
    songs.filter(order__in=tops, is_top=False).update(is_top=True)


def settle_job(job):
    """Songs of it are gone, perhaps from the top of what they were versions of."""
    settle(Track.objects.filter(used_in__job=job).only("stack"))
