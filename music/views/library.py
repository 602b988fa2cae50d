"""One's own songs: newest first, the takes of a job together, found by words and filters."""

from django.conf import settings
from django.shortcuts import render

from ..forms import BulkForm
from ..listing import MORE, Listing
from ..services import vault


def track_list(request):
    is_more = request.htmx.trigger == "more"
    listing = Listing(request.user, request.GET, most=MORE if is_more else None)
    template = "music/_track_page.html" if is_more else "music/track_list.html"
    is_first = not listing.chosen and not listing.mark
    at_risk = vault.count_at_risk(request.user) if is_first else 0
    return render(
        request,
        template,
        {
            "listing": listing,
            "at_risk": at_risk,
            "many": BulkForm(owner=request.user),
            "trash_days": settings.TRASH_DAYS,
        },
    )
