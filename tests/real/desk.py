"""A person at the pages of the studio, with the workers beside them, in a process that lives for many acts.

`python -m tests.real.desk` reads an act from each line of its input, as JSON: [verb, word, …]; and answers it with
a line of JSON, {"answer": …} or {"error": …}. Its clock can be put forward.
"""

import json
import os
import sys
import traceback
import uuid
from datetime import UTC, datetime
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "sunostudio.settings"
django.setup()

import time_machine  # noqa: E402
from django.conf import settings  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from accounts.models import User  # noqa: E402
from music.models import Asset, Job, Source, TimedLyrics, Track, Upload  # noqa: E402
from music.services import sweeps  # noqa: E402
from tests.real.pages import Forms  # noqa: E402
from tests.real.working import work  # noqa: E402


class Desk:
    def __init__(self):
        self.clock = time_machine.travel(datetime.now(UTC), tick=True).start()
        self.owner = User.objects.create_user(email=f"{uuid.uuid4().hex}@studio.example", name="Mira")
        self.browser = Client()
        self.browser.force_login(self.owner)

    # What a person does

    def bring(self, path):
        """An upload of their own, by the form for files that come whole."""
        with Path(path).open("rb") as file:
            answer = self.browser.post("/uploads/", {"files": file})
        assert answer.status_code == 302, answer.content
        self.work()
        return str(Upload.objects.of(self.owner).latest("pk").uuid)

    def press(self, action, changes=None, page=None):
        """Fill in the form of a page, as it is offered but for these changes, and press its button: the job."""
        offered = Forms(self.browser.get(page or action).content.decode()).by_action[action]
        newest = Job.objects.of(self.owner).newest_first()
        before = newest.first()
        answer = self.browser.post(action, offered | (changes or {}))
        job = newest.first()
        assert job != before, (answer.status_code, answer.context and answer.context["form"].errors)
        return str(job.uuid)

    def again(self, job):
        """The same request once more."""
        self.browser.post(f"/jobs/{job}/retry/")
        return str(Job.objects.of(self.owner).newest_first().first().uuid)

    def steps(self, song):
        """{operation: why it cannot be chosen, or ""} of what the page of a song offers."""
        steps = self.browser.get(song).context["next_steps"]
        return {step.operation.slug: str(step.why_not) for step in steps}

    # What goes on by itself

    def later(self, seconds):
        """Some seconds later: what is due by then."""
        self.clock.shift(seconds)
        sweeps.calls()
        sweeps.files()
        self.work()

    def work(self):
        """The workers alone: nobody asks the provider anything."""
        work()

    # What there is then

    def told(self, uuid):
        """A job, and every row that came of it."""
        job = Job.objects.get(uuid=uuid)
        extension = getattr(job, "extension", None)
        return {
            "state": job.state, "task_id": job.task_id, "operation": job.operation, "result": job.result,
            "error": f"{job.error_code} {job.error_message}", "reuses_record": job.reuses_record,
            "booked": [[entry.kind, float(entry.credits)] for entry in job.ledger.all()],
            "heard": sorted(set(job.events.values_list("kind", flat=True))),
            "tracks": [_track(track) for track in job.tracks.order_by("position")],
            "assets": [_asset(asset) for asset in job.assets.order_by("position")],
            "drafts": [[draft.title, draft.text] for draft in job.drafts.order_by("position")],
            "personas": list(job.personas.values("kind", "name", "provider_id")),
            "timed": [len(row.words) for row in TimedLyrics.objects.filter(job=job)],
            "extends": extension and [str((extension.source_track or extension.source_upload).uuid), extension.continue_at],
        }  # fmt: skip


def _track(track):
    sources = [[str(source.song.uuid), source.how] for source in Source.objects.filter(track=track)]
    facts = {"kind": track.kind, "sources": sources, "title": track.title, "url": track.audio_url}
    return _copied(track, track.audio) | facts


def _asset(asset):
    parent = asset.parent and str(asset.parent.uuid)
    facts = {
        "kind": asset.kind,
        "name": asset.name,
        "url": asset.url,
        "track": str(asset.track.uuid),
        "parent": parent,
    }
    return _copied(asset, asset.file) | facts | {"picture": _path(asset.picture)}


def _copied(row: Track | Asset, file):
    facts = ("archive_state", "archive_tries", "archive_error", "duration")
    return {name: getattr(row, name) for name in facts} | {"uuid": str(row.uuid), "path": _path(file)}


def _path(file):
    return str(Path(settings.MEDIA_ROOT) / file.name) if file else ""


def serve(lines, answers):
    desk = Desk()
    for line in lines:
        verb, *words = json.loads(line)
        try:
            said = {"answer": getattr(desk, verb)(*words)}
        except Exception:  # whoever asked is told
            said = {"error": traceback.format_exc()}
        print(json.dumps(said, default=str), file=answers, flush=True)


if __name__ == "__main__":
    setup_test_environment()
    quick = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    answers, sys.stdout = sys.stdout, sys.stderr  # nothing else is said where the answers go
    years = 10 * 365 * 86400  # of a person who stays signed in, whatever the clock says
    with override_settings(STORAGES=settings.STORAGES | quick, SESSION_COOKIE_AGE=years):
        serve(sys.stdin, answers)
