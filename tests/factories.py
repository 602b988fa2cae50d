"""Rows for tests: `make_…` with sensible defaults, anything overridden by name."""

import hashlib
import itertools
import uuid
from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from music.models import (
    Job,
    LyricsDraft,
    Persona,
    Project,
    ProviderAccount,
    Recipe,
    Track,
    TrackText,
    Upload,
)
from music.services import playlists

numbers = itertools.count(1)


def make_user(**fields):
    fields.setdefault("email", f"person{next(numbers)}@studio.example")
    fields.setdefault("name", "Mira")
    return User.objects.create_user(password=fields.pop("password", "a good password"), **fields)


def make_account(**fields):
    if not fields:
        return ProviderAccount.objects.for_server()
    key, hmac_key = fields.pop("key", ""), fields.pop("hmac_key", "")
    account = ProviderAccount(**{"base_url": "https://api.kie.ai", **fields})
    account.set_key(key, hmac_key)
    account.save()
    return account


def make_job(**fields):
    owner = fields.pop("owner", None) or make_user()
    params = {"custom_mode": False, "instrumental": False, "model": "V6", "prompt": "A slow waltz"}
    state = fields.get("state", Job.State.DONE)
    defaults = {
        "operation": "generate", "params": params, "state": state, "expected_price": Decimal(12),
        "task_id": "" if state in ("queued", "sending", "unknown") else uuid.uuid4().hex,
    }  # fmt: skip
    if state in ("sending", "waiting", "streaming", "unknown"):
        defaults["sent_at"] = timezone.now()
    if state in ("queued", "waiting", "streaming"):
        defaults["due_at"] = timezone.now() + timedelta(seconds=15)
    account = fields.pop("account", None) or make_account()
    return Job.objects.create(owner=owner, account=account, **{**defaults, **fields})


def make_track(**fields):
    job = fields.pop("job", None) or make_job(owner=fields.pop("owner", None))
    position = fields.pop("position", job.tracks.count())
    defaults = {
        "title": "Night bus to the coast", "style": "slow synth-pop", "lyrics": "The driver knows my stop by now",
        "model_version": "V6", "duration": 187.3, "audio_id": str(uuid.uuid4()), "operation": job.operation,
        "audio_url": "https://files.example/song.mp3", "owner": job.owner, "is_top": position == 0,
    }  # fmt: skip
    track = Track.objects.create(job=job, position=position, **{**defaults, **fields})
    TrackText.objects.put(track)
    return track


def keep(track, content=b"ID3" + bytes(200_000), suffix="mp3", place=""):
    """Give it a file on our disk, as the archive would; an upload, too."""
    track.audio.save(place or f"{track.uuid}/song.{suffix}", ContentFile(content), save=False)
    track.archive_state, track.size = Track.Archive.KEPT, len(content)
    track.sha256 = hashlib.sha256(content).hexdigest()
    track.save()
    return track


def make_persona(**fields):
    fields.setdefault("owner", None)
    fields["owner"] = fields["owner"] or make_user()
    fields.setdefault("account", make_account())
    defaults = {"name": "Harbour voice", "provider_id": uuid.uuid4().hex, "kind": Persona.Kind.STYLE}
    return Persona.objects.create(**{**defaults, **fields})


def make_upload(**fields):
    """A person's own audio, with no file behind it; `keep` gives it one."""
    fields["owner"] = fields.get("owner") or make_user()
    defaults = {
        "title": "Humming", "audio": "humming.mp3", "suffix": "mp3", "size": 2_000_000, "sha256": uuid.uuid4().hex * 2,
        "duration": 200.0,
    }  # fmt: skip
    return Upload.objects.create(**{**defaults, **fields})


def make_draft(**fields):
    """Words for a song, as a job wrote them or, without one, a person."""
    fields["owner"] = fields.get("owner") or make_user()
    return LyricsDraft.objects.create(**{"title": "Last bus", "text": "The driver knows my stop", **fields})


def make_project(**fields):
    fields["owner"] = fields.get("owner") or make_user()
    return Project.objects.create(**{"name": f"Record {next(numbers)}", **fields})


def make_playlist(*tracks, **fields):
    """By hand, with these songs in it; a folder, or a list by rule, by its fields."""
    owner = fields.pop("owner", None) or (tracks[0].owner if tracks else make_user())
    playlist = playlists.make(owner, fields.pop("name", "Slow songs"), **fields)
    playlists.add(playlist, tracks)
    return playlist


def make_recipe(**fields):
    fields["owner"] = fields.get("owner") or make_user()
    defaults = {"name": "Slow waltz", "operation": "generate", "params": {"model": "V6", "style": "waltz"}}
    return Recipe.objects.create(**{**defaults, **fields})
