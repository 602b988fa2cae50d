"""Error pages of our own: what happened, and where to go from here."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render


def _page(status):
    @login_not_required
    def page(request, exception=None):
        return render(request, f"{status}.html", status=status)

    return page


bad_request, forbidden, not_found = _page(400), _page(403), _page(404)


@login_not_required
def forged(request, reason=""):
    """A form that was not on a page of ours, or stood there for too long."""
    return forbidden(request)


@login_not_required
def server_error(request):
    """Without asking the database who is there: it may be what failed."""
    return render(None, "500.html", status=500, context={"is_bare": True})
