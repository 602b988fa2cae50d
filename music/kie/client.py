"""The one place that speaks HTTP to the provider.

Its codes travel in the body of an HTTP 200, and a request that costs money is sent at most once: a
fresh connection, no redirect, no second try, and an error whose class says what may follow.
"""

import ssl
import time
from contextlib import closing
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, NewConnectionError, SSLError

from . import wire
from .errors import Exists, NoAnswer, NotSent, Refused, common_code, meaning, meaning_of_status
from .redact import redact
from .results import TaskResult, no_answer, task_id_of
from .values import code_of, dict_of, number_of, parse
from .words import words_of

TIMEOUT = (5, 30)
"""Seconds to connect, and between two pieces of an answer; a whole answer gets their sum."""

MAX_BODY = 4 * 1024 * 1024
CREDIT_PATH = "/api/v1/chat/credit"
SISTER_CREDIT_PATH = "/api/v1/generate/credit"
SISTER_HOST = "sunoapi.org"


@dataclass(frozen=True)
class Request:
    """What is asked for. `fields` in snake_case, None for "not sent"; `market` is the operation's name
    there ("ai-music-api/extend"), empty when it has to be sent to its own path."""

    path: str
    fields: dict
    market: str = ""


@dataclass(frozen=True)
class Accepted:
    """The provider took the request and works on it; nothing is made yet."""

    task_id: str


@dataclass(frozen=True)
class Exchange:
    """The last call, for the flight recorder: raw and uncut, so redact before storing. Bodies are JSON
    values, or text where an answer is no JSON; the key is in none of them unless echoed."""

    method: str
    path: str
    status: int | None
    request_body: object
    answer_body: object


class Client:
    """Calls with one key to one address. Not shared between threads: `last` belongs to one call."""

    def __init__(self, base_url, key, style="dedicated"):
        self.base_url, self.key, self.style = base_url.rstrip("/"), key, style
        self.is_sister = is_sister(base_url)
        self.last = None

    def send(self, request, read_answer=no_answer):
        """Send a paid request, once. `Accepted`, or the `TaskResult` that `read_answer` finds in the
        answer; raises `NotSent`, `Refused` or `NoAnswer`."""
        on_market = self.style == "market" and request.market
        if on_market:
            body = self._call("POST", wire.MARKET_PATH, wire.market(request.fields, request.market))
        else:
            body = self._call("POST", request.path, wire.dedicated(request.fields, request.path))
        result = read_answer(body)
        if result:
            return result
        if not task_id_of(body):
            raise NoAnswer("The answer has no task id.", code="unreadable")
        return Accepted(task_id_of(body))

    def record(self, path, task_id, reader) -> TaskResult | None:
        """Ask how a task is; None when the provider does not know it. Free, and may be repeated."""
        return reader(self._call("GET", path, wire.dedicated({"task_id": task_id}, path)))

    def credits(self) -> Decimal:
        """The balance of the account, in credits with decimals."""
        body = self._call("GET", SISTER_CREDIT_PATH if self.is_sister else CREDIT_PATH, {})
        balance = number_of(body.get("data"))
        if balance is None:
            raise NoAnswer("The answer has no balance.", code="unreadable")
        return balance

    def _call(self, method, path, fields):
        """The body of an answer that is fine; a `KieError` for any other."""
        self.last = Exchange(method, path, None, fields, None)
        status, text = self._exchange(method, path, fields)
        body = parse(text)
        self.last = replace(self.last, answer_body=text if body is None else body)
        self._refuse(status, dict_of(body))
        return body

    def _exchange(self, method, path, fields):
        """The HTTP status and the text of the answer. One adapter for one call, and no session around
        it: nothing is pooled, tried twice or redirected, and no proxy or netrc has a say."""
        request = self._prepare(method, path, fields)
        try:
            with closing(HTTPAdapter()) as adapter:
                return self._read(adapter.send(request, stream=True, timeout=TIMEOUT))
        except (requests.RequestException, HTTPError, OSError) as error:
            raise trouble(error) from error

    def _prepare(self, method, path, fields):
        """The request in bytes. What cannot be written down fails here, before anything is sent."""
        headers = {
            "Authorization": f"Bearer {self.key}".encode(),
            "Accept-Encoding": "identity",
            "User-Agent": "SunoStudio",
            "Connection": "close",
        }
        query, body = (fields, None) if method == "GET" else (None, fields)
        request = requests.Request(method, self.base_url + path, headers=headers, params=query, json=body)
        try:
            return request.prepare()
        except (requests.RequestException, ValueError, TypeError):
            # Not "from" the error: its text quotes the header, and with it the key.
            raise Refused("The request could not be written down.", code="unsendable") from None

    def _read(self, response):
        """The text, read piece by piece: a body without end or one that drips is given up."""
        deadline, data = time.monotonic() + sum(TIMEOUT), bytearray()
        with response:
            self.last = replace(self.last, status=response.status_code)
            while piece := response.raw.read1(64 * 1024, decode_content=True):
                data += piece
                if len(data) > MAX_BODY or time.monotonic() > deadline:
                    raise NoAnswer("The answer is too long.", code="unreadable")
        return response.status_code, data.decode(errors="replace")

    def _refuse(self, status, body):
        """Raise what status and code mean, unless both say that all is well."""
        code = code_of(body.get("code"))
        if not 200 <= status < 300:
            raise self._status_error(status, code, body)
        if not isinstance(code, int):
            raise NoAnswer("The answer has no code.", code="unreadable")
        if code != 200:
            raise self._error(meaning(code, self.style, self.is_sister), code, body)

    def _status_error(self, status, code, body):
        """A 4xx may carry a more exact code in its body; other statuses speak for themselves."""
        exact = meaning(code, self.style, self.is_sister)
        if 400 <= status < 500 and status != 429 and exact is not NoAnswer:
            return self._error(exact, code, body)
        return self._error(meaning_of_status(status, self.style, self.is_sister), status, body)

    def _error(self, kind, code, body):
        message = redact(words_of(body.get("msg")), [self.key])
        code = common_code(code, self.is_sister)
        return Exists(message, code, task_id_of(body)) if kind is Exists else kind(message, code)


def is_sister(base_url):
    """Whether an address belongs to the sister service, where some codes and paths differ."""
    host = urlsplit(base_url).hostname or ""
    return host == SISTER_HOST or host.endswith("." + SISTER_HOST)


def trouble(error):
    """The `KieError` for an exchange that broke: `NotSent` only if nothing can have arrived.

    requests wraps what urllib3 said: an unknown name, a refused connection or a certificate that we
    do not trust is its "reason".
    """
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    untrusted = isinstance(reason, SSLError) and isinstance(reason.args[0], ssl.SSLCertVerificationError)
    if isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError) or untrusted:
        return NotSent("KIE could not be reached.", code="unreachable")
    return NoAnswer("KIE did not answer.", code="no_answer")
