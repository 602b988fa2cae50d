"""Whether a file may come in: for the disk's sake, and so that one person leaves room to the others."""

import shutil

from django.conf import settings
from django.db.models import Sum

from sunostudio.arriving import LARGEST
from sunostudio.limits import Limit

from ..models import Arrival, Upload

MOST_OPEN = 10  # files of one person that are on their way at once
SPARE = 500 * 1024**2  # bytes that stay free on the disk
NEARLY = 5 * SPARE  # below this, somebody is told
GB, DAY = 1000**3, 24 * 3600


class CannotTake(Exception):
    """`code` is one of large, large_zip, empty, full, many, day, quota; see `tell.arrivals`. Where waiting helps, it has the
    `seconds`."""

    def __init__(self, code, seconds=0):
        super().__init__(code)
        self.code, self.seconds = code, seconds


def reserve(owner, size, most=None):
    """Count so many bytes as brought today; raise `CannotTake` when there is no room for them here, or for this person."""
    check_disk(size, most)
    _check_share(owner, size)
    _count_for_today(owner, size)


def check_disk(size, most=None):
    """Raise `CannotTake` where so many bytes are none, too many for one file, or more than the disk has to spare."""
    if size <= 0:
        raise CannotTake("empty")
    if size > (most or LARGEST):
        raise CannotTake("large_zip" if most else "large")
    if free() < size + SPARE:
        raise CannotTake("full")


def free():
    """Bytes on the disk of the data folder."""
    return shutil.disk_usage(settings.STUDIO_DATA).free


def _check_share(owner, size):
    """What one person may have on its way, and keep."""
    open_ones = Arrival.objects.of(owner).receiving()
    if open_ones.count() >= MOST_OPEN:
        raise CannotTake("many", seconds=60)
    held = _bytes_of(Upload.objects.of(owner)) + _bytes_of(open_ones)
    if settings.UPLOADS_GB and held + size > settings.UPLOADS_GB * GB:
        raise CannotTake("quota")


def _count_for_today(owner, size):
    day = Limit("uploaded bytes", settings.UPLOADS_GB_PER_DAY * GB, DAY)
    if day.most and (seconds := day.wait(owner.pk)):
        raise CannotTake("day", seconds)
    day.count(owner.pk, size)


def _bytes_of(rows):
    return rows.aggregate(Sum("size"))["size__sum"] or 0
