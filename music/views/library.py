"""One's own songs: newest first, the takes of a job together, found by words and filters."""

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ..heard import of_library
from ..listing import MORE, VIEWS, Listing
from ..services import vault


def track_list(request):
    is_more = request.htmx.trigger == "more"
    is_swapped = is_more or request.htmx.target == "songs"  # while one types, scrolls, or filters
    listing = Listing(
        request.user, request.GET, most=MORE if is_swapped else None, usual_view=_usual_view(request)
    )
    template = "music/_track_page.html" if is_more else "music/track_list.html"
    is_first = not listing.chosen and not listing.mark
    at_risk = vault.count_at_risk(request.user) if is_first else 0
    return render(
        request,
        template,
        {
            "listing": listing,
            "at_risk": at_risk,
            "is_filtering": request.htmx.trigger == "filters",
            "trash_days": settings.TRASH_DAYS,
        },
    )


@require_GET
def track_songs(request):
    """For the player: a page of what this address shows in the library, and where the next one is."""
    return JsonResponse(of_library(request.user, request.GET))


def _usual_view(request):
    """The one that was chosen last in this browser."""
    wanted, usual = request.GET.get("view"), request.session.get("view", "list")
    if wanted in VIEWS and wanted != usual:
        request.session["view"] = usual = wanted
    return usual
