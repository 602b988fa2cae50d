"""One's own songs: newest first, the takes of a job together, found by words and filters."""

from django.shortcuts import render

from ..listing import Listing


def track_list(request):
    listing = Listing(request.user, request.GET)
    template = "music/_track_page.html" if request.htmx.trigger == "more" else "music/track_list.html"
    return render(request, template, {"listing": listing})
