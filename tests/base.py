"""What tests of the app share: a signed-in person, the provider's answers, and its callbacks."""

import json
from contextlib import contextmanager
from unittest import mock

import django_rq
import responses
from django.test import TestCase

from music.kie.readers import READERS
from tests.factories import make_user

API = "https://api.kie.ai"
TASK = "2fac0000000000000000000000009f72"
FIRST, SECOND = "8ca376e7-2693-48d2-875d-08aaf2c6dd27", "0b2d31ff-9a33-4a3c-9d5d-3c2c5a4f1e11"


def clip(audio_id=FIRST, **fields):
    """A song as a callback describes it."""
    described = {
        "id": audio_id, "audio_url": f"https://files.example/{audio_id}.mp3", "duration": 198.44, "title": "Side B",
        "stream_audio_url": f"https://files.example/stream/{audio_id}", "tags": "synthwave", "prompt": "[Verse] ...",
        "image_url": f"https://files.example/{audio_id}.jpeg", "model_name": "chirp-hawk",
        "createTime": "2026-01-01 00:00:00",
    }  # fmt: skip
    return described | fields


def callback(stage="complete", clips=None, *, code=200, task_id=TASK, msg="All generated successfully."):
    """The body of one."""
    if clips is None:
        clips = {"text": [], "first": [clip()], "complete": [clip(), clip(SECOND)], "error": None}[stage]
    return {"code": code, "msg": msg, "data": {"callbackType": stage, "task_id": task_id, "data": clips}}


def heard(*args, **kwargs):
    """The same as a TaskResult."""
    return READERS["music"].dedicated.callback(callback(*args, **kwargs))


def accepted(task_id=TASK):
    return {"code": 200, "msg": "success", "data": {"taskId": task_id}}


def refused(code, msg="no"):
    return {"code": code, "msg": msg, "data": None}


@contextmanager
def pushed():
    """What workers are given inside of it, [(task, arguments)], and do not get."""
    found = []
    with mock.patch("music.queue._push", lambda task, args, *_about: found.append((task, args))):
        yield found


class StudioTestCase(TestCase):
    """Signed in as `self.user`; any address that is not told to answer fails."""

    def setUp(self):
        super().setUp()
        self.user = make_user()
        self.client.force_login(self.user)
        self.provider = responses.RequestsMock(assert_all_requests_are_fired=False)
        self.provider.start()
        self.addCleanup(self.provider.stop, allow_assert=False)

    def answers(self, body, method="POST", path="/api/v1/generate", **kwargs):
        """The provider answers this (a dict, an exception, or text) to one path."""
        if isinstance(body, dict):
            kwargs["json"] = body
        else:
            kwargs["body"] = body
        return self.provider.add(method, API + path, **kwargs)

    def sent(self, number=-1):
        """The JSON of a request that went out."""
        return json.loads(self.provider.calls[number].request.body)

    def in_queue(self):
        """What the workers would be asked to do: [(task, arguments)]."""
        jobs = [job for name in ("calls", "files") for job in django_rq.get_queue(name).jobs]
        return [(job.func_name.rpartition(".")[2], job.args) for job in jobs]
