"""What a request asks for beside its page: a row of one's own, the rows after a place, or a piece of the page alone."""

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404

from ..listing import number


def own(rows, **wanted):
    """A row that an address names; 404 where there is none, or what it says is no name."""
    try:
        return rows.get(**wanted)
    except (ObjectDoesNotExist, ValidationError) as error:
        raise Http404 from error


def older(rows, before):
    """Those after a key, where rows come newest first; all of them where it is no key."""
    key = number(before)
    return rows if key is None else rows.filter(pk__lt=key)


def uuid_of(text):
    """None where it is none."""
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def wants_piece(request):
    """With htmx, from a button or a field: what is answered takes the place of a part of the page."""
    return bool(request.htmx) and not request.htmx.boosted
