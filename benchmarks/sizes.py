"""What a browser loads for the library page, in kB (1,000 bytes), as it comes over the wire."""

import gzip
import re
from urllib.parse import urljoin

from .figures import Figure
from .pages import LIBRARY

LINKED = re.compile(r'<link rel="stylesheet" href="([^"]+)"|<script[^>]* src="([^"]+)"')
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*["'](\.[^"']+)["']|@import\s+(?:url\()?["']([^"']+)["']""")


def figures(run):
    plain = run.visitor.fetch(LIBRARY, accept_encoding="identity")
    packed = run.visitor.fetch(LIBRARY)
    sizes = linked(run.visitor, plain.decode())
    names = ", ".join(f"{path.rpartition('/')[2]} {size / 1000:.1f}" for path, size in sizes.items())
    return [
        Figure("library page, HTML", len(plain) / 1000, "kB", most=150),
        Figure("library page, HTML, compressed", len(packed) / 1000, "kB", most=20),
        Figure(
            "its scripts and style sheets, compressed", sum(sizes.values()) / 1000, "kB", most=120, note=names
        ),
    ]


def linked(visitor, html):
    """The bytes of every script and style sheet, those that they import included, as they are sent; not of what a page
    fetches later, by `import()`."""
    sizes, waiting = {}, [urljoin(LIBRARY, a or b) for a, b in LINKED.findall(html)]
    while waiting:
        path = waiting.pop(0)
        if path in sizes:
            continue
        sent = visitor.fetch(path)
        sizes[path] = len(sent)
        text = gzip.decompress(sent) if sent[:2] == b"\x1f\x8b" else sent
        waiting += [urljoin(path, a or b) for a, b in IMPORTED.findall(text.decode())]
    return sizes
