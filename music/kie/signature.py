"""The signature of a callback: Base64 of HMAC-SHA256 over "<task id>.<timestamp>".

Only the task id and the time are signed, not the body: a valid signature says who called, never
that what the body claims is true. The provider names no time window; 300 s is our choice.
"""

import base64
import hashlib
import hmac

TIMESTAMP_HEADER = "X-Webhook-Timestamp"
SIGNATURE_HEADER = "X-Webhook-Signature"
TOLERANCE = 300


def sign(task_id, timestamp, key):
    """The signature as the header carries it; `timestamp` in Unix seconds."""
    digest = hmac.new(key.encode(), f"{task_id}.{timestamp}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def is_valid(timestamp, signature, task_id, key, now, tolerance=TOLERANCE):
    """Whether both headers (texts, None when missing) fit the task, and were made close to `now`. Nothing is, without
    a key: one that cannot be opened any more is no reason to believe everybody."""
    if not key or not all(isinstance(text, str) and text for text in (timestamp, signature, task_id)):
        return False
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    expected = sign(plain_ascii(task_id), timestamp, key)
    return hmac.compare_digest(expected, plain_ascii(signature)) and abs(now - int(timestamp)) <= tolerance


def plain_ascii(text):
    """The constant-time comparison takes no other characters, and encoding no lone surrogates."""
    return text.encode("ascii", "replace").decode()
