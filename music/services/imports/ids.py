"""The provider's own ids, as another studio's sheets tell them: kept where the key can be the same, and nobody else here
has them. So a song can be gone on with, and nobody gets at another person's songs by a file they wrote themselves."""

import re
from contextlib import suppress
from urllib.parse import urlsplit

from sunostudio.sheeted import changed

from ...models import Job, ProviderAccount, Track
from . import foreign

KNOWN = re.compile(r"[\w.:-]{1,64}", re.ASCII)


def known(value):
    """An id as the provider makes them; empty for what is none."""
    return value if isinstance(value, str) and KNOWN.fullmatch(value) else ""


def is_of(account, told):
    """Whether `told`, which names the provider and perhaps the last characters of a key, can be this account."""
    told = told if isinstance(told, dict) else {}
    hint = told.get("key_hint", account.key_hint)
    return _host(told) == account.host and hint == account.key_hint


def _host(told):
    """Sheets of version 1 have the host alone."""
    with suppress(ValueError):
        return urlsplit(foreign.line(told.get("base_url"), 200)).netloc or foreign.line(
            told.get("provider"), 200
        )
    return ""


def keep(track, sheet):
    """Those of a song that has none yet, and of the job that made it."""
    job = sheet["job"] if isinstance(sheet.get("job"), dict) else {}
    audio_id, task_id = known(sheet["track"].get("audio_id")), known(job.get("task_id"))
    account = ProviderAccount.objects.for_person(track.owner)
    if track.audio_id or not audio_id or not is_of(account, job.get("account", job)):
        return
    if _is_anothers(track.owner, audio_id, task_id):
        return
    Job.objects.filter(pk=track.job_id).update(task_id=task_id, account=account, **changed())
    Track.objects.filter(pk=track.pk).update(audio_id=audio_id)
    track.audio_id = audio_id


def _is_anothers(owner, audio_id, task_id):
    songs = Track.objects.filter(audio_id=audio_id).exclude(owner=owner)
    jobs = Job.objects.filter(task_id=task_id).exclude(task_id="").exclude(owner=owner)
    return songs.exists() or jobs.exists()
