"""File and folder names that a person can read and every file system takes."""

import re
import unicodedata
from uuid import UUID

# Path separators and what Windows refuses, control characters, line separators, lone surrogates, and the marks
# that turn reading direction around (they make "gpj.exe" look like "exe.jpg"). Joiners stay: scripts need them.
UNSAFE = re.compile(
    r'[/\\:*?"<>|\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ud800-\udfff]+'
)
LONGEST = 250  # bytes of a name that any file system takes
TYPES = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "webm": "audio/webm",
    "mp4": "video/mp4",
    "mid": "audio/midi",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)", re.IGNORECASE)


def slug_of(text: str, fallback: str, max_bytes: int = 100) -> str:
    """`text` as one part of a path: readable in any language, at most `max_bytes` bytes of UTF-8.

    `fallback`, a plain word, is given when nothing readable is left.
    """
    name = _trim(re.sub(r"\s+", " ", UNSAFE.sub(" ", unicodedata.normalize("NFC", text))), max_bytes)
    if RESERVED.match(name):  # Windows opens a device for these, with any ending
        name = _trim(f"_{name}", max_bytes)
    return name or fallback


def short_id(uuid: UUID | str) -> str:
    """The first eight hexadecimal digits: enough to tell two songs of one title apart."""
    return UUID(str(uuid)).hex[:8]


def type_of(name: str) -> str:
    """What a file of ours is sent as, by the ending of its name."""
    return TYPES.get(name.rpartition(".")[2], "application/octet-stream")


def _trim(name, max_bytes):
    """Cut at a character; no leading dots (hidden files), no dots, blanks or joiners at the end."""
    return name.lstrip(" .").encode()[:max_bytes].decode(errors="ignore").rstrip(" .\u200c\u200d")
