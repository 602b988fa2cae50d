"""Where songs are kept: a plain folder, or the S3-compatible store that STORAGE_URL names."""

from importlib.util import find_spec
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

EXAMPLE = "STORAGE_URL=s3://key:secret@s3.example.org/bucket?region=eu-central-1"
SCHEMES = {"s3": "https", "s3+http": "http"}  # the second for a store in one's own house


def storage(url):
    """The entry for `STORAGES`. Raises `ImproperlyConfigured` with a sentence."""
    if not url:
        return {"BACKEND": "sunostudio.storage.Media"}
    if not (find_spec("storages") and find_spec("boto3")):
        raise ImproperlyConfigured(
            "STORAGE_URL is set, but what it needs is not installed: .venv/bin/pip install -r requirements-s3.txt"
        )
    return {"BACKEND": "sunostudio.objects.Objects", "OPTIONS": _options(url)}


def _options(url):
    parts = urlsplit(url)
    bucket, _slash, prefix = parts.path.strip("/").partition("/")
    if not (parts.scheme in SCHEMES and parts.hostname and parts.username and parts.password and bucket):
        raise ImproperlyConfigured(f"STORAGE_URL names no store. It should look like this: {EXAMPLE}")
    return {
        "endpoint_url": f"{SCHEMES[parts.scheme]}://{parts.netloc.rpartition('@')[2]}",
        "access_key": unquote(parts.username), "secret_key": unquote(parts.password),
        "bucket_name": bucket, "location": prefix, "addressing_style": "path",
        "region_name": dict(parse_qsl(parts.query)).get("region", "us-east-1"),
        "file_overwrite": True, "signature_version": "s3v4",
    }  # fmt: skip


def secret_of(url):
    """What of it must not be written down; empty where there is none."""
    return unquote(urlsplit(url).password or "")
