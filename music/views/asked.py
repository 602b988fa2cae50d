"""What an address asks for beside its page: a row of one's own, or the rows after a place."""

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404


def own(rows, **wanted):
    """A row that an address names; 404 where there is none, or what it says is no name."""
    try:
        return rows.get(**wanted)
    except (ObjectDoesNotExist, ValidationError) as error:
        raise Http404 from error


def older(rows, before):
    """Those after a key, where rows come newest first; all of them where it is no key."""
    is_key = before.isascii() and before.isdigit() and len(before) < 19
    return rows.filter(pk__lt=int(before)) if is_key else rows
