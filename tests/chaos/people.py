"""People who press the real forms over HTTP, again when nobody answered, and sometimes twice at once."""

import re
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

import requests

from accounts.models import User
from music.models import ProviderAccount

LOGIN = "/accounts/login/"
PASSWORD = "night bus to the coast"
JOB = re.compile(r"/jobs/([0-9a-f-]{36})/")
LONGEST_AWAY = 300  # seconds, on a busy machine
PATIENCE = 60  # seconds that a press is tried again while nobody answers
OWN_KEY = 3  # every so many bring a key of their own


@dataclass
class Press:
    """What was pressed, and what came of it. `jobs` are those that answers led to: one, however often it was sent."""

    operation: str
    submission: str
    sent: int = 0  # how often
    jobs: set = field(default_factory=set)
    refusals: list = field(default_factory=list)  # what the form said against it


class Away(Exception):
    """Nobody answers any more."""


class Person:
    """One of several, with a session in a browser of their own."""

    def __init__(self, world, number, journal):
        self.world, self.journal = world, journal
        email = f"person{number}@studio.example"
        self.user = User.objects.create_user(email=email, name=f"Person {number}", password=PASSWORD)
        self.browser = requests.Session()
        self.browser.headers["Referer"] = world.url
        if number % OWN_KEY == OWN_KEY - 1:
            self.bring_key()

    def bring_key(self):
        account = ProviderAccount(owner=self.user, base_url=self.world.sandbox_url)
        account.set_key("sandbox")
        account.save()

    # At the pages

    def sign_in(self):
        """Raises when nobody lets them in for so long that it is no fault of the weather any more."""
        end = time.monotonic() + LONGEST_AWAY
        while not self._is_let_in():
            if time.monotonic() > end:
                raise Away(f"{self.user.email} could not sign in within {LONGEST_AWAY} s.")
            time.sleep(0.5)

    def _is_let_in(self):
        if self._asked("get", LOGIN) is None:
            return False
        answer = self._asked(
            "post", LOGIN, {"login": self.user.email, "password": PASSWORD, "remember": "on"}
        )
        return answer is not None and answer.status_code == 302 and not leads_to_login(answer)

    def ask(self, method, path, data=None):
        """The answer of the web; None when nobody answered, or they had to sign in first."""
        answer = self._asked(method, path, data)
        if answer is not None and leads_to_login(answer):
            self.journal.signed_out += 1
            self.sign_in()
            return None
        return answer

    def _asked(self, method, path, data=None):
        """The same, which is noted when it is an error of its own."""
        if method == "post":
            data = (data or {}) | {"csrfmiddlewaretoken": self.browser.cookies.get("csrftoken", "")}
        began = time.time()
        try:
            answer = self.browser.request(
                method, self.world.url + path, data=data, timeout=30, allow_redirects=False
            )
        except requests.RequestException:
            return None
        self.journal.answered(path, answer.status_code, began)
        return answer

    def look(self, path):
        return self.ask("get", path)

    def press(self, operation, path, fields, chance, twice=False):
        """Send a paid form until the studio takes it or refuses it: the Press."""
        press = Press(operation, str(uuid.UUID(int=chance.getrandbits(128), version=4)))
        fields = fields | {"submission": press.submission}
        end = time.monotonic() + PATIENCE
        while not press.jobs and not press.refusals and time.monotonic() < end:
            for answer in self._sent(path, fields, 2 if twice else 1):
                press.sent += 1
                note(press, answer)
            if not press.jobs:
                time.sleep(0.3)
        self.journal.pressed(press)
        return press

    def _sent(self, path, fields, times):
        if times == 1:
            return [self.ask("post", path, fields)]
        with ThreadPoolExecutor(times) as hands:
            return list(hands.map(lambda _hand: self.ask("post", path, fields), range(times)))


def leads_to_login(answer):
    return answer.headers.get("Location", "").startswith(LOGIN)


def note(press, answer):
    if answer is None or answer.status_code >= 500:
        return
    if found := JOB.search(answer.headers.get("Location", "")):
        press.jobs.add(found[1])
    else:
        press.refusals.append(f"HTTP {answer.status_code}: {complaint(answer.text)}")


def complaint(page):
    """What a form says is wrong, as far as it can be found."""
    found = re.findall(r'class="(?:error|note note-bad)"[^>]*>.*?<span[^>]*>([^<]+)', page, re.DOTALL)
    return " ".join(found)[:200]


class Journal:
    """What all people met, together."""

    def __init__(self):
        self.presses, self.errors, self.signed_out, self.pages = [], [], 0, 0
        self.lock = threading.Lock()

    def answered(self, path, status, began):
        with self.lock:
            self.pages += 1
            if status >= 500:
                self.errors.append((began, time.time(), path, status))

    def pressed(self, press):
        with self.lock, suppress(ValueError):
            self.presses.append(press)
