"""Many songs at once, in the database of a studio that runs: `python -m tests.browser.rows EMAIL SONGS` gives a person
as many more, all with the sound of the first that they made."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "sunostudio.settings"
django.setup()

from accounts.models import User  # noqa: E402
from music.models import Track  # noqa: E402
from tests.factories import make_job, make_track  # noqa: E402

SAME = ("audio", "archive_state", "size", "sha256", "duration", "loudness", "true_peak", "bars")


def give(email, songs):
    owner = User.objects.get(email=email)
    first = Track.objects.filter(owner=owner).exclude(audio="").first()
    same = {name: getattr(first, name) for name in SAME}
    for number in range(1, songs + 1):
        make_track(job=make_job(owner=owner), title=f"Long list {number:03}", **same)


if __name__ == "__main__":
    give(sys.argv[1], int(sys.argv[2]))
