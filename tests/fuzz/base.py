"""A person at the studio for as many examples as wanted: each of them ends as if it had never been."""

from django.core.cache import cache
from django.test import Client, override_settings
from hypothesis.extra.django import TestCase

from music.models import Asset, Job, LedgerEntry, Track
from music.models.tracks import TAKES
from tests.base import StudioTestCase


@override_settings(JOBS_PER_PERSON=0, JOBS_PER_ADMINISTRATOR=0, JOBS_PER_MINUTE=0, JOBS_AT_ONCE=0)
class FuzzCase(TestCase, StudioTestCase):
    """`setUp` runs once for all examples of a test, and what an example writes is undone after it."""

    def setup_example(self):
        cache.clear()  # which counts how often something is asked for
        super().setup_example()

    def setUp(self):
        self.client = self.browser = Client()
        super().setUp()
        self.stranger = Client()

    def assertCalm(self, response):
        """An exception in a view is raised by the client itself."""
        self.assertLess(response.status_code, 500)


def broken_rules(job):
    """What is wrong with the rows of a job, whatever was said about it."""
    if job.tracks.count() > TAKES:
        yield "it has more songs than any job makes"
    for rows, name in ((job.tracks, "audio_id"), (job.tracks, "position"), (job.assets, "position")):
        values = list(rows.values_list(name, flat=True))
        if len(values) != len(set(values)):
            yield f"two have the same {name}: {values}"
    job.refresh_from_db()
    if not job.is_open and booked(job) != owed(job):
        yield f"{booked(job)} are booked where {owed(job)} are owed"
    yield from (f"{address!r} is stored" for address in addresses_of(job) if not is_web(address))


def booked(job):
    """Credits that were charged, less those that came back."""
    signs = {LedgerEntry.Kind.CHARGED: 1, LedgerEntry.Kind.RETURNED: -1, LedgerEntry.Kind.EXPECTED: 0}
    return sum(signs[entry.kind] * entry.credits for entry in job.ledger.all())


def owed(job):
    return (job.price or 0) if job.state == Job.State.DONE else 0


def addresses_of(job):
    """Every address of a file that is stored for a job."""
    for fields in Track.objects.filter(job=job).values_list("audio_url", "stream_url", "image_url"):
        yield from filter(None, fields)
    yield from filter(None, Asset.objects.filter(job=job).values_list("url", flat=True))


def is_web(address):
    return address.lower().startswith(("http://", "https://"))
