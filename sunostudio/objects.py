"""Songs in an S3-compatible store, asked in the same way as the folder (`sunostudio.storage.Media`)."""

import errno
import io
import os
import tempfile
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from urllib.parse import urlsplit

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation, SuspiciousOperation
from django.core.files.base import File
from storages.backends.s3 import S3Storage

MISSING = {"404", "NoSuchKey", "NotFound"}
PIECE = 256 * 1024  # bytes that are read ahead
PATIENCE = Config(connect_timeout=5, read_timeout=30, retries={"mode": "standard", "max_attempts": 3})
LINK_FOR = 3600  # seconds that a link for nginx is good


def told_as_files_do(ask):
    """Trouble with the store is an `OSError`, as trouble with a disk is."""

    @wraps(ask)
    def told(*args, **kwargs):
        try:
            return ask(*args, **kwargs)
        except ClientError as error:
            kind = FileNotFoundError if error.response["Error"]["Code"] in MISSING else OSError
            raise kind(errno.ENOENT if kind is FileNotFoundError else errno.EIO, str(error)) from error
        except SuspiciousOperation as error:
            raise SuspiciousFileOperation(str(error)) from error
        except (BotoCoreError, Boto3Error) as error:
            raise OSError(errno.EIO, str(error)) from error

    return told


class Objects(S3Storage):
    """One bucket, or what in it begins with a prefix. An object is there whole or not at all."""

    def __init__(self, **options):
        super().__init__(**options)
        self.client_config = self.client_config.merge(PATIENCE)

    _save = told_as_files_do(S3Storage._save)
    delete = told_as_files_do(S3Storage.delete)
    exists = told_as_files_do(S3Storage.exists)
    listdir = told_as_files_do(S3Storage.listdir)
    size = told_as_files_do(S3Storage.size)
    get_modified_time = told_as_files_do(S3Storage.get_modified_time)

    def _open(self, name, mode="rb"):
        return Opened(self, name)

    def path(self, name):
        raise NotImplementedError("An object has no path: see `at_hand`.")

    @contextmanager
    def at_hand(self, name):
        """A path with the bytes of a file, to be read and left as it is."""
        place = settings.STUDIO_DATA / "partial"
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place) as folder:
            path = Path(folder, f"file{Path(name).suffix}")
            with self.open(name) as file, path.open("wb") as copy:
                while piece := file.read(PIECE):
                    copy.write(piece)
            moment = self.stamp(name)[1]
            os.utime(path, ns=(moment, moment))
            yield path

    def stamp(self, name):
        """(bytes, nanoseconds of its last change)"""
        return self.size(name), int(self.get_modified_time(name).timestamp()) * 10**9

    @told_as_files_do
    def count(self):
        """How many files there are."""
        return sum(1 for _object in self.bucket.objects.filter(Prefix=self.location))

    def take_over(self, folder):
        """Have all files of a folder; what has one of their names is replaced, and all else stays."""
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            with path.open("rb") as file:
                self.save(path.relative_to(folder).as_posix(), File(file))

    def inside(self, name):
        """Headers by which nginx fetches the object itself, in the range that it was asked for."""
        parts = urlsplit(self.url(name, expire=LINK_FOR))
        return {"X-Accel-Redirect": "/_objects", "X-Object": f"{parts.path}?{parts.query}"}

    @told_as_files_do
    def piece_from(self, name, place):
        """A stream of the bytes from `place` on."""
        key = self._normalize_name(name)
        return self.bucket.Object(key).get(Range=f"bytes={place}-")["Body"]


class Opened(File):
    """Of an object, only what is read is fetched: a seek in a song costs one request."""

    def __init__(self, storage, name):
        self.storage = storage
        super().__init__(self._reader(name), name)

    def _reader(self, name):
        return io.BufferedReader(Reader(self.storage, name), PIECE)

    def open(self, mode=None):
        if self.closed:
            self.file = self._reader(self.name)
        self.seek(0)
        return self


class Reader(io.RawIOBase):
    def __init__(self, storage, name):
        self.storage, self.name, self.size = storage, name, storage.size(name)
        self.place, self.body = 0, None

    def readable(self):
        return True

    def seekable(self):
        return True

    def tell(self):
        return self.place

    def seek(self, offset, whence=io.SEEK_SET):
        place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.size}[whence]
        if place != self.place:
            self._let_go()
        self.place = place
        return place

    def readinto(self, buffer):
        if self.place >= self.size:
            return 0
        self.body = self.body or self.storage.piece_from(self.name, self.place)
        piece = told_as_files_do(self.body.read)(len(buffer))
        if not piece:
            raise OSError(errno.EIO, f"{self.name} ended early.")
        buffer[: len(piece)] = piece
        self.place += len(piece)
        return len(piece)

    def close(self):
        self._let_go()
        super().close()

    def _let_go(self):
        if self.body:
            with suppress(Exception):
                self.body.close()
        self.body = None
