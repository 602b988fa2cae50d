"""Files over HTTP with ranges (RFC 9110, section 14): seeking in a song needs them, and Django has none."""

import os
import re

from django.core.files import File
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe, quote_etag

from .names import slug_of

AT_ONCE = 1024 * 1024  # bytes that are read in one go
PIECE = 64 * 1024
RANGE = re.compile(r"\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.IGNORECASE | re.ASCII)


def serve(request, file, *, content_type, filename=None, download=False, etag=None, last_modified=None):
    """Answer GET or HEAD with a file or the part of it that was asked for: 200, 206, 304, 412 or 416.

    `file` is a path or a Django File; it is opened only where its bytes are needed and closed in the end.
    `filename` is what a browser calls it when it saves, `download` makes it save; `etag` may come without its
    quotes, `last_modified` is an aware datetime. Ranges that are nonsense or several at once are ignored, as
    the RFC allows. Raises OSError where there is no such file.
    """
    etag = etag and quote_etag(etag)
    modified = last_modified and int(last_modified.timestamp())
    response = get_conditional_response(request, etag, modified) or _answer(request, file, etag, modified)
    if isinstance(file, File) and not response.streaming:
        file.close()
    if response.status_code in (200, 206):
        _name(response, content_type, filename, download)
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"  # what a stranger uploaded never becomes a page
    if etag:
        response["ETag"] = etag
    if modified:
        response["Last-Modified"] = http_date(modified)
    return response


def hand_over(headers, *, content_type, filename=None, download=False):
    """The answer that tells a web server in front of us, by these headers, which file it has to send. Ranges are its."""
    response = HttpResponse(headers=headers)
    _name(response, content_type, filename, download)
    return response


def _name(response, content_type, filename, download):
    response["Content-Type"] = content_type
    disposition = content_disposition_header(download, filename and slug_of(filename, "file", 200))
    if disposition:
        response["Content-Disposition"] = disposition


def _answer(request, file, etag, modified):
    size = file.size if isinstance(file, File) else os.path.getsize(file)
    part = _part(request, size, etag, modified)
    if part is not None and not part:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    span = range(size) if part is None else part
    body = b"" if request.method == "HEAD" else _read(file, span)
    response = (HttpResponse if isinstance(body, bytes) else StreamingHttpResponse)(body)
    response["Content-Length"] = len(span)
    if part:
        response.status_code = 206
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return response


def _part(request, size, etag, modified):
    """The positions asked for: None is the whole file, an empty range is none that it has."""
    match = RANGE.fullmatch(request.headers.get("Range", ""))
    # Only GET has ranges, and If-Range wants the whole file when it is no longer the one that was begun.
    if (
        not match
        or request.method != "GET"
        or not _unchanged(request.headers.get("If-Range"), etag, modified)
    ):
        return None
    first, last = match.groups()
    if first:
        stop = int(last) + 1 if last else max(size, int(first) + 1)
        return range(int(first), min(stop, size)) if int(first) < stop else None
    return range(max(size - int(last), 0), size) if last else None


def _unchanged(if_range, etag, modified):
    if not if_range:
        return True
    if if_range.startswith(('"', "W/")):  # a weak tag does not promise the same bytes
        return if_range == etag and etag.startswith('"')
    return modified is not None and parse_http_date_safe(if_range) == modified


def _read(file, span):
    """The bytes of a small span, an iterable over those of a larger one."""
    opened = file.open("rb") if isinstance(file, File) else open(file, "rb")  # noqa: SIM115 (Pieces closes it)
    if len(span) > AT_ONCE:
        return Pieces(opened, span)
    with opened:
        opened.seek(span.start)
        return opened.read(len(span))


class Pieces:
    """A span of an open file in small pieces. `close`, which Django calls, works before the first one too."""

    def __init__(self, file, span):
        self.file, self.span = file, span

    def __iter__(self):
        self.file.seek(self.span.start)
        left = len(self.span)
        while left and (piece := self.file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece

    def close(self):
        self.file.close()
