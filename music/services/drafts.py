"""What a person does with words for songs."""

from django.db import transaction
from django.utils import timezone

from sunostudio.sheeted import changed

from ..models import LyricsDraft
from . import row_sheets


def begin(owner, *, title, text):
    """Words of one's own, kept from the start."""
    return LyricsDraft.objects.create(
        owner=owner, title=title, text=text, is_kept=True, edited_at=timezone.now()
    )


def edit(draft, *, title, text):
    """A person's words: what the provider tells of it later does not replace them."""
    if (draft.title, draft.text) != (title, text):
        draft.title, draft.text, draft.edited_at = title, text, timezone.now()
        draft.save()


def set_kept(draft, is_kept):
    LyricsDraft.objects.filter(pk=draft.pk).update(is_kept=is_kept, **changed())
    draft.is_kept = is_kept


@transaction.atomic
def forget(draft):
    """Gone for good."""
    if draft.job_id:
        draft.job.forget(draft.position)
    row_sheets.forget(draft)
    draft.delete()
