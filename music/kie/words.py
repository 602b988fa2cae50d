"""Texts that come from outside, made fit to store and to show; and the mark for our own."""

import re

HIDDEN = "•••"
URL = re.compile(r"(?:https?|ftp|wss?)(?::|%3a)(?:\\*/|%2f){2}[^\s\"'<>]+", re.IGNORECASE)
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def gettext_noop(text):
    """Mark a text for translation; whoever shows it translates it. Knows nothing of Django."""
    return text


def plain(value, limit):
    """`value` if it is a text, without what no database stores (NUL, lone surrogates), at most
    `limit` code points long; anything else is an empty text."""
    return UNSTORABLE.sub("", value)[:limit] if isinstance(value, str) else ""


def words_of(value, limit=1000):
    """The provider's words for a person: addresses are hidden, since its messages echo ours."""
    return URL.sub(HIDDEN, plain(value, limit * 4)).strip()[:limit]
