"""What goes back over the wire: an envelope, a file, or a connection broken on purpose."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from . import facts
from .forms import Body


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]  # lower-case names
    body: bytes = b""
    stream: Body | None = None  # instead of `body`, where files come in
    struck: list = field(default_factory=list)  # the faults that struck it


@dataclass
class Answer:
    chunks: Iterable[bytes] = ()
    length: int | None = 0  # None: without end
    status: int = 200
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


class Refused(Exception):
    """A request that is not accepted: `code` travels in the body, and HTTP says 200 unless told otherwise."""

    def __init__(self, code, message="", status=200, data=None, headers=None):
        self.code, self.status, self.data, self.headers = code, status, data, headers or {}
        self.message = message or facts.MESSAGES.get(code, "Error")


class BrokenOff(Exception):
    """No answer at all: the connection is held for so many seconds and closed, or reset at once."""

    def __init__(self, hold=0.0, reset=False):
        self.hold, self.reset = hold, reset


def of(text, content_type="application/json", status=200):
    body = text.encode()
    return Answer((body,), len(body), status, content_type)


def plain(data, status=200):
    return of(json.dumps(data, ensure_ascii=False), status=status)


def success(data):
    return plain({"code": 200, "msg": "success", "data": data})


def refusal(refused):
    answer = plain({"code": refused.code, "msg": refused.message, "data": refused.data}, refused.status)
    answer.headers |= refused.headers
    return answer


def read_json(request):
    """The object in the body of a request; Refused (400) when there is none."""
    try:
        params = json.loads(request.body or b"{}")
    except ValueError as error:
        raise Refused(400) from error
    if not isinstance(params, dict):
        raise Refused(400)
    return params
