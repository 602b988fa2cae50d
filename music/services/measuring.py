"""How loud the songs are that were copied before anybody measured: one at a time, so that nothing else waits."""

import logging

from django.core.files.storage import default_storage
from django.utils import timezone

from ..media import loudness
from ..models import Track
from . import files

log = logging.getLogger(__name__)

A_FEW = 1  # songs in one go of the clock: a second of work in five


def a_few():
    for track in Track.objects.unmeasured().order_by("-order").only("audio")[:A_FEW]:
        try:
            _measure(track)
        except files.Away as error:
            log.warning("Nothing is measured now: %s", error)


def _measure(track):
    """A file that cannot be read is as good as silent: measured anew when it is copied again."""
    try:
        with default_storage.at_hand(track.audio.name) as path:
            found = loudness.measure(path)
    except (OSError, ValueError) as error:
        files.check_they_are_there()
        log.info("Track %s cannot be measured: %s", track.pk, error)
        found = loudness.Loudness(loudness.SILENT, loudness.SILENT)
    rows = Track.objects.unmeasured().filter(pk=track.pk)
    rows.update(loudness=found.integrated, true_peak=found.true_peak, sheet_due_at=timezone.now())
