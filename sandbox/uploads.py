"""The file upload service: three ways in, one shape of answer. Statuses here are HTTP's own, unlike the API's.

A file lies in the media folder as `uploads/<uploadPath>/<fileName>`, is served for a day, and is forgotten then.
"""

import base64
import binascii
import json
import mimetypes
import secrets
import time
import uuid
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from . import answers, fetching, forms, media
from .answers import Refused

PLACE = "/media/uploads/"
ACCOUNT = "kieai/1"  # what the provider puts in front of a path
LARGEST = 250 * 1024 * 1024  # bytes of a file; the provider names no limit
LARGEST_BODY = LARGEST + 1024 * 1024  # with what is around it in a form
LONGEST_NAME = 200  # bytes of a folder's or a file's name
TYPES = mimetypes.MimeTypes()  # the same on every machine
for suffix, kind in {
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".flac": "audio/flac",
}.items():
    TYPES.add_type(kind, suffix)


class Failed(Exception):
    def __init__(self, status, message):
        self.status, self.message = status, message


def answer(sandbox, request):
    """An Answer for one of ROUTES."""
    try:
        struck = sandbox.strike(request, "upload")
        return answers.plain(taken(sandbox, request)) if struck is None else struck
    except Failed as failed:
        status, message = failed.status, failed.message
    except Refused as refused:  # by a fault
        status, message = refused.code, refused.message
    except OSError:
        status, message = 500, "Internal server error"
    return answers.plain({"success": False, "code": status, "msg": message}, status)


def taken(sandbox, request):
    if request.method != "POST":
        raise Failed(405, "The request method is not supported.")
    if request.headers.get("authorization") != f"Bearer {sandbox.settings.key}":
        raise Failed(401, "Authentication failed: Invalid API Key")
    part = sandbox.settings.data / "incoming" / uuid.uuid4().hex
    part.parent.mkdir(exist_ok=True)
    try:
        fields, original = ROUTES[request.path](request, part)
        path = keep(sandbox, part, fields, original)
    finally:
        part.unlink(missing_ok=True)
    return told(sandbox, path)


# The three ways: each writes the file to `part`, and gives the fields of the request and a name the file had before


def streamed(request, part):
    fields, original = {}, None
    try:
        for name, filename, content in forms.Parts(
            request.stream, forms.boundary_of(request.headers.get("content-type", ""))
        ):
            if name == "file":
                original = filename or ""
                write(part, content)
            else:
                fields[name] = forms.text(content)
    except forms.Malformed as error:
        raise Failed(400, str(error)) from error
    if original is None:
        raise Failed(400, "Missing required parameter: file")
    return fields, original


def decoded(request, part):
    fields = read_json(request)
    head, comma, text = needed(fields, "base64Data").partition(",")
    kind = head.removeprefix("data:").partition(";")[0] if comma else ""
    try:
        part.write_bytes(base64.b64decode((text if comma else head).strip(), validate=True))
    except (binascii.Error, ValueError) as error:
        raise Failed(400, "Base64 decoding failed: Invalid Base64 format") from error
    return fields, f"file{TYPES.guess_extension(kind) or ''}"


def fetched(request, part):
    fields = read_json(request)
    address = needed(fields, "fileUrl")
    try:
        fetching.fetch(address, part, LARGEST)
    except fetching.Unreachable as error:
        raise Failed(400, str(error)) from error
    return fields, PurePosixPath(unquote(urlsplit(address).path)).name


ROUTES = {
    "/api/file-stream-upload": streamed,
    "/api/file-base64-upload": decoded,
    "/api/file-url-upload": fetched,
}
STREAMED = {"/api/file-stream-upload"}  # bodies of these are not read beforehand


def read_json(request):
    try:
        fields = json.loads(request.body)
    except ValueError as error:
        raise Failed(400, "The request body is not valid JSON.") from error
    if not isinstance(fields, dict):
        raise Failed(400, "The request body is not valid JSON.")
    return fields


def needed(fields, name):
    value = fields.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Failed(400, f"Missing required parameter: {name}")
    return value


def write(path, content):
    size = 0
    with path.open("wb") as file:
        for block in content:
            size += file.write(block)
            if size > LARGEST:
                raise Failed(400, "The file is too large.")


# What was taken


def folder(sandbox):
    return sandbox.media / "uploads"


def keep(sandbox, part, fields, original):
    """Moves a file to its place, over one of the same name, and clears away those that have expired."""
    name = fields.get("fileName") or f"{int(time.time() * 1000)}-{secrets.token_hex(5)}{ending(original)}"
    path = place(sandbox, f"{needed(fields, 'uploadPath')}/{name}")
    if path is None:
        raise Failed(400, "Invalid parameter: uploadPath or fileName")
    path.parent.mkdir(parents=True, exist_ok=True)
    part.replace(path)
    forget_expired(sandbox)
    return path


def ending(name):
    return PurePosixPath(name).suffix[:10] if is_plain(name) else ""


def place(sandbox, name):
    """Where the upload of this name lies, whether or not there is one; None for a name that cannot be."""
    names = [part for part in name.split("/") if part]
    return folder(sandbox).joinpath(*names) if names and all(map(is_plain, names)) else None


def is_plain(name):
    return name.isprintable() and name[:1] != "." and "\\" not in name and len(name.encode()) <= LONGEST_NAME


def is_there(sandbox, path):
    until = time.time() - sandbox.settings.upload_hours * 3600
    return path is not None and path.is_file() and path.stat().st_mtime > until


def forget_expired(sandbox):
    for path in folder(sandbox).rglob("*"):
        visible = not any(part.startswith(".") for part in path.relative_to(folder(sandbox)).parts)
        if visible and path.is_file() and not is_there(sandbox, path):
            path.unlink(missing_ok=True)


def type_of(path):
    return TYPES.guess_type(path.name)[0] or "application/octet-stream"


def told(sandbox, path):
    name = path.relative_to(folder(sandbox)).as_posix()
    moment = datetime.now(UTC).isoformat(timespec="milliseconds")
    data = {
        "success": True,
        "fileName": path.name,
        "filePath": f"{ACCOUNT}/{name}",
        "downloadUrl": f"{sandbox.url}{PLACE}{quote(name)}",
        "fileSize": path.stat().st_size,
        "mimeType": type_of(path),
        "uploadedAt": moment.replace("+00:00", "Z"),
    }
    return {"success": True, "code": 200, "msg": "File uploaded successfully", "data": data}


def find(sandbox, path):
    """The file behind the path of an address ("/media/uploads/…"); None when it is unknown or expired."""
    file = place(sandbox, unquote(path.removeprefix(PLACE))) if path.startswith(PLACE) else None
    return file if is_there(sandbox, file) else None


def answer_file(sandbox, request):
    if request.method not in ("GET", "HEAD"):
        return media.gone(405)
    if not request.headers.get("user-agent"):
        return media.gone(403)
    path = find(sandbox, request.path)
    if path is None:
        return media.gone(404)
    return media.serve(path, type_of(path), request.headers.get("range", ""))
