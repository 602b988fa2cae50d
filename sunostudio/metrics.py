"""How long requests take. Each web process counts for itself, in files that its siblings read
(PROMETHEUS_MULTIPROC_DIR, which `studio/web.py` sets); without that, a process tells of itself alone."""

import os
import time

from prometheus_client import REGISTRY, CollectorRegistry, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

SECONDS = Histogram(
    "studio_request_seconds",
    "From the first byte asked for to the last header answered, by page.",
    ["view", "method", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
METHODS = {"GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS"}  # others are strangers' inventions


class Timed:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = time.perf_counter()
        response = self.get_response(request)
        view = request.resolver_match.view_name if request.resolver_match else "none"
        method = request.method if request.method in METHODS else "other"
        kind = f"{response.status_code // 100}xx"
        SECONDS.labels(view, method, kind).observe(time.perf_counter() - began)
        return response


def of_web_processes():
    """What they counted, as a registry."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    found = CollectorRegistry()
    MultiProcessCollector(found)
    return found
