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
from .errors import Exists, KieError, NoAnswer, NotSent, Refused, common_code, meaning, meaning_of_status
from .redact import hide, redact
from .results import TaskResult, no_answer, task_id_of
from .values import code_of, dict_of, number_of, parse, url_of
from .words import words_of

TIMEOUT = (5, 30)
"""Seconds to connect, and between two pieces of an answer; a whole answer gets their sum."""

UNKNOWN_TASK = 422
"""How the market answers when asked about a task it does not know; other records say `data: null`."""

SHORTEST_KEY = 16
"""Characters; the stand-in's is shorter, no secret, and stands in its addresses."""

MAX_BODY = 4 * 1024 * 1024
DOWNLOAD_PATH = "/api/v1/common/download-url"
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


class Caller:
    """Calls with one key to one address. Not shared between threads: `last` belongs to one call."""

    def __init__(self, base_url, key, style="dedicated"):
        self.base_url, self.key, self.style = base_url.rstrip("/"), key, style
        self.is_sister = is_sister(base_url)
        self.timeout = TIMEOUT
        self.last = None

    def _call(self, method, path, fields, form=None):
        """The body of an answer that is fine; a `KieError` for any other. A form (see `uploads.Form`)
        is sent in the place of `fields`, which are only noted then."""
        self.last = Exchange(method, path, None, fields, None)
        status, text = self._exchange(self._prepare(method, path, fields, form))
        if len(self.key) >= SHORTEST_KEY:
            text = hide(text, [self.key])  # an answer that quotes it: nobody behind us has to think of that
        body = parse(text)
        self.last = replace(self.last, answer_body=text if body is None else body)
        self._refuse(status, dict_of(body))
        return body

    def _exchange(self, request):
        """The HTTP status and the text of the answer. One adapter for one call, and no session around
        it: nothing is pooled, tried twice or redirected, and no proxy or netrc has a say."""
        try:
            with closing(HTTPAdapter()) as adapter:
                return self._read(adapter.send(request, stream=True, timeout=self.timeout))
        except (requests.RequestException, HTTPError, OSError) as error:
            raise trouble(error) from error

    def _prepare(self, method, path, fields, form=None):
        """The request in bytes. What cannot be written down fails here, before anything is sent."""
        if not self.key:
            raise Refused("There is no key.", code="no_key")
        headers = {
            "Authorization": f"Bearer {self.key}".encode(),
            "Accept-Encoding": "identity",
            "User-Agent": "SunoStudio",
            "Connection": "close",
        }
        if form:
            content = {"data": form}
            headers["Content-Type"] = form.content_type
        else:
            content = {"params" if method == "GET" else "json": fields}
        try:
            return requests.Request(method, self.base_url + path, headers=headers, **content).prepare()
        except (requests.RequestException, ValueError, TypeError):
            # Not "from" the error: its text quotes the header, and with it the key.
            raise Refused("The request could not be written down.", code="unsendable") from None

    def _read(self, response):
        """The text, read piece by piece: a body without end or one that drips is given up."""
        deadline, data = time.monotonic() + sum(self.timeout), bytearray()
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
        if kind is Refused and code == 400 and task_id_of(body):  # so for covers, where others say 409
            kind, code = Exists, 409
        return Exists(message, code, task_id_of(body)) if kind is Exists else kind(message, code)


class Client(Caller):
    """The provider's operations, by one wire style."""

    def send(self, request, read_answer=no_answer):
        """Send a paid request, once. `Accepted`, or the `TaskResult` that `read_answer` finds in the
        answer; raises `NotSent`, `Refused` or `NoAnswer`."""
        try:
            body = self._post(request)
        except Exists:
            made_before = read_answer(self.last.answer_body)
            if not made_before:
                raise
            return made_before
        result = read_answer(body)
        if result:
            return result
        if not task_id_of(body):
            raise NoAnswer("The answer has no task id.", code="unreadable")
        return Accepted(task_id_of(body))

    def _post(self, request):
        """The body of the answer, in the wire style that the request can have."""
        on_market = self.style == "market" and request.market
        if on_market:
            return self._call("POST", wire.MARKET_PATH, wire.market(request.fields, request.market))
        return self._call("POST", request.path, wire.dedicated(request.fields, request.path))

    def record(self, path, task_id, reader) -> TaskResult | None:
        """Ask how a task is; None when the provider does not know it. Free, and may be repeated."""
        try:
            body = self._call("GET", path, wire.dedicated({"task_id": task_id}, path))
        except KieError as error:
            if error.code == UNKNOWN_TASK:
                return None
            if not self._tells_of(task_id):
                raise
            body = self.last.answer_body
        return reader(body)

    def _tells_of(self, task_id):
        """Whether the code of the last answer is about the task and not about our asking: a recovery
        has its own codes (201 while working, 500 when no song came back) beside the id on top."""
        body = dict_of(self.last.answer_body)
        return self.last.status == 200 and body.get("task_id") == task_id

    def credits(self) -> Decimal:
        """The balance of the account, in credits with decimals."""
        body = self._call("GET", SISTER_CREDIT_PATH if self.is_sister else CREDIT_PATH, {})
        balance = number_of(body.get("data"))
        if balance is None:
            raise NoAnswer("The answer has no balance.", code="unreadable")
        return balance

    def download_url(self, url) -> str:
        """A fresh address, good for 20 minutes, of a file that the provider made; `Refused` (422) for
        any other file. Free."""
        address = url_of(self._call("POST", DOWNLOAD_PATH, {"url": url}).get("data"))
        if not address:
            raise NoAnswer("The answer has no address.", code="unreadable")
        return address


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
