"""An S3-compatible store on this machine for tests; it keeps everything in memory."""

import uuid
from contextlib import contextmanager
from functools import cache

import boto3
from django.core.files.storage import default_storage
from django.test import override_settings
from moto.server import ThreadedMotoServer

from sunostudio.stores import storage

KEY, SECRET, BUCKET = "key-of-the-tests", "secret/of+the=tests", "studio-songs"


@cache
def server():
    """host:port; it ends with the process."""
    store = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    store.start()
    place = "{}:{}".format(*store.get_host_and_port())
    make_bucket(place)
    return place


def make_bucket(place):
    client = boto3.client(
        "s3", endpoint_url=f"http://{place}", aws_access_key_id=KEY, aws_secret_access_key=SECRET, region_name="us-east-1",
    )  # fmt: skip
    client.create_bucket(Bucket=BUCKET)


def url(place=None, prefix=""):
    """For STORAGE_URL."""
    return f"s3+http://{KEY}:secret%2Fof%2Bthe%3Dtests@{place or server()}/{BUCKET}/{prefix}"


@contextmanager
def empty(place=None):
    """All songs are kept in a part of the store that nothing else uses; gives its STORAGE_URL."""
    address = url(place, f"tests/{uuid.uuid4().hex}")
    stores = {
        "default": storage(address),
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(STORAGES=stores, STORAGE_URL=address):
        yield address


def read(name):
    with default_storage.open(name) as file:
        return file.read()
