"""What a browser may do with our answers: the content security policies, and the headers that all answers carry.

None has an `unsafe-…` in it. Pages run our own scripts and styles and nothing else; files run nothing at all.
"""

import re
from base64 import b64encode
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from csp.constants import NONE, SELF

INLINE_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)

# The microphone records one's own audio, on our pages alone; what else a device has is nobody's business here.
PERMISSIONS = "microphone=(self), " + ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid",
        "magnetometer", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip


def pages(streams=()):
    """For our own pages; `streams` are the addresses besides https ones at which songs can be heard."""
    return {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:", "https:", *streams],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }


def administration():
    """For Django's own pages and django-rq's: their inline styles are allowed one by one, by their content. Their
    inline scripts do nothing that is missed."""
    own = {
        name: sources
        for name, sources in pages().items()
        if name not in ("media-src", "manifest-src", "worker-src")
    }
    return own | {"style-src": [SELF, *inline_styles("django.contrib.admin", "django_rq")]}


def shared(frames=NONE):
    """For pages that strangers open by a link: nothing but what is ours, from anywhere. `frames`: who may embed it."""
    own = ("script-src", "style-src", "font-src", "img-src", "media-src", "connect-src", "form-action")
    ends = {"base-uri": [NONE], "frame-ancestors": [frames]}
    return {"default-src": [NONE], **{name: [SELF] for name in own}, **ends}


# For what is no page: songs, pictures, downloads, JSON, scripts and styles themselves. Opened by itself, a film or a
# picture is shown and nothing in it runs.
FILES = {
    "default-src": [NONE],
    "img-src": [SELF],
    "media-src": [SELF],
    "frame-ancestors": [NONE],
    "sandbox": ["allow-same-origin"],
}

# The service worker: it asks for our files, and keeps them. Without `allow-scripts` it would not run.
WORKER = FILES | {"connect-src": [SELF], "sandbox": ["allow-same-origin", "allow-scripts"]}


def inline_styles(*packages):
    """The hashes of those that stand in the templates of installed packages."""
    folders = (Path(find_spec(package).origin).parent / "templates" for package in packages)
    texts = (path.read_text() for folder in folders for path in sorted(folder.rglob("*.html")))
    styles = dict.fromkeys(style for text in texts for style in INLINE_STYLE.findall(text))
    return [f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for style in styles]
