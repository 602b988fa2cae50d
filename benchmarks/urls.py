"""The studio's addresses, and `/benchmarks/ok`, which answers "ok" to a signed-in person."""

from django.http import HttpResponse
from django.urls import path

from sunostudio import urls
from sunostudio.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def ok(request):
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [path("benchmarks/ok", ok), *urls.urlpatterns]
