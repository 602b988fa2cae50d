"""Take secrets out of what is written down. The provider echoes our callback's address, with the
token in it, inside a JSON text inside its JSON (`param`), and addresses inside its error texts. Of a
task that another program sent, it echoes that program's address: nothing of that is kept."""

import base64
import json
import re
from urllib.parse import quote

from .words import HIDDEN, UNSTORABLE

LIMIT = 64 * 1024
"""Bytes of one body that are kept."""

DEPTH = 40
CALLBACK = re.compile(r"(callbacks(?:\\*/|%2f)kie(?:\\*/|%2f))[^\s\"'<>]+", re.IGNORECASE)
SIGNED = re.compile(r"""(https?:[\\/]+[^\s"'<>?]+)\?[^\s"'<>]*""", re.IGNORECASE)
ADDRESS_NAME = re.compile("cal+_?back_?url", re.IGNORECASE)
ADDRESS = re.compile(rf"""({ADDRESS_NAME.pattern}[\\"'\s:=]+)(https?[^\s"'<>,}}]+)""", re.IGNORECASE)


def redact(value, secrets):
    """A JSON value without `secrets`, what follows /callbacks/kie/, and addresses to call back that are
    not ours (with one of `secrets` in them), at most `LIMIT` bytes: a longer one becomes its JSON text, cut."""
    clean = _walk(value, forms_of(secrets), DEPTH)
    text = clean if isinstance(clean, str) else json.dumps(clean, ensure_ascii=False, default=str)
    return clean if len(text.encode()) <= LIMIT else cut(text)


def unsigned(value):
    """A JSON value whose addresses end before what may sign them."""
    if isinstance(value, dict):
        return {key: unsigned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [unsigned(item) for item in value]
    return SIGNED.sub(rf"\1?{HIDDEN}", value) if isinstance(value, str) else value


def hide(text, secrets):
    """A text without `secrets`, in whatever form they stand there."""
    return _without(text, forms_of(secrets))


def forms_of(secrets):
    """`secrets` as they are and as addresses, JSON and Base64 spell them; the longest first."""
    found = set()
    for secret in filter(None, secrets):
        escaped = json.dumps(secret)[1:-1]
        encoded = base64.b64encode(secret.encode()).decode().rstrip("=")
        found |= {
            secret,
            quote(secret),
            quote(secret, safe=""),
            escaped,
            escaped.replace("/", "\\/"),
            encoded,
        }
    return sorted(found, key=len, reverse=True)


def cut(text, limit=LIMIT):
    """At most `limit` bytes of UTF-8, cut between characters and marked where it was cut."""
    data = text.encode()
    if len(data) <= limit:
        return text
    return data[: limit - len("…".encode())].decode(errors="ignore") + "…"


def _walk(value, forms, depth):
    if depth == 0:
        return HIDDEN
    if isinstance(value, dict):
        return {_text(str(key), forms): _named(key, item, forms, depth) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_walk(item, forms, depth - 1) for item in value]
    if isinstance(value, str):
        return _json_text(value, forms, depth) or _text(value, forms)
    return value


def _named(key, value, forms, depth):
    is_foreign = ADDRESS_NAME.fullmatch(str(key)) and not _is_ours(value, forms)
    return HIDDEN if is_foreign and value else _walk(value, forms, depth - 1)


def _is_ours(address, forms):
    return any(form in str(address) for form in forms)


def _json_text(text, forms, depth):
    """The redacted JSON text if it is one (escapes can hide a secret from a plain search), else None."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.dumps(_walk(json.loads(text), forms, depth - 1), ensure_ascii=False)
    except (ValueError, RecursionError):
        return None


def _text(text, forms):
    text = ADDRESS.sub(lambda found: _unless_ours(found, forms), UNSTORABLE.sub("", text))
    return _without(CALLBACK.sub(rf"\1{HIDDEN}", text), forms)


def _unless_ours(found, forms):
    return found[0] if _is_ours(found[2], forms) else found[1] + HIDDEN


def _without(text, forms):
    for form in forms:
        text = text.replace(form, HIDDEN)
    return text
