"""Where settings come from: the environment, files that speak where it does not, and secrets that are made once."""

import os
from decimal import Decimal, InvalidOperation
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from . import disk

BASE_DIR = Path(__file__).resolve().parent.parent


class Given(environ.Env):
    """The environment, and what files say where it does not; an empty value is as good as none."""

    ENVIRON = dict(os.environ)

    @classmethod
    def add(cls, path):
        cls.read_env(path)
        cls.ENVIRON = {name: value for name, value in cls.ENVIRON.items() if value.strip()}

    def count(self, name, default):
        """A whole number; 0 can mean that there is no limit."""
        value = self(name, default=str(default)).strip()
        if value.isascii() and value.isdecimal():
            return int(value)
        raise ImproperlyConfigured(
            f"{name} is “{value}”, not a whole number. It should look like this: {name}={default}"
        )

    def choice(self, name, *words):
        """One of these words; the first where none is given."""
        value = self(name, default=words[0])
        if value in words:
            return value
        raise ImproperlyConfigured(f"{name} is “{value}”, not one of: {', '.join(words)}.")

    def price(self, name):
        """A decimal number above 0; None where none is given."""
        value = self(name, default="").strip()
        try:
            price = Decimal(value) if value else None
        except InvalidOperation:
            price = Decimal(0)
        if price is None or (price.is_finite() and price > 0):
            return price
        raise ImproperlyConfigured(
            f"{name} is “{value}”, not a price. It should look like this: {name}=0.005"
        )


def read():
    """The environment, `.env`, and what a running studio says of its parts; and the data folder."""
    Given.add(BASE_DIR / ".env")
    data = BASE_DIR / Path(Given.ENVIRON.get("STUDIO_DATA", "data")).expanduser()
    Given.add(data / "run" / "env")
    return Given(), data.resolve()


def kept_once(path: Path, make) -> str:
    """The secret in a file; made, readable only to us, the first time. An empty file holds none: it was being
    made when the power went."""
    if not path.exists() or _remove_empty(path):
        make_folder(path.parent)
        fresh = disk.draft_of(path)
        disk.write(fresh, make().encode())
        try:
            os.link(fresh, path)  # the first of several processes wins, whole or not at all
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        disk.settle(path.parent)
    return path.read_text().strip()


def _remove_empty(path):
    if is_empty := not path.read_bytes().strip(b"\0 \n"):
        path.unlink()
    return is_empty


def make_folder(data):
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"STUDIO_DATA is {data}, where the studio cannot write ({error.strerror}). "
            "It should look like this: STUDIO_DATA=/srv/studio"
        ) from error
