"""Where files in plain forms go: to the disk, piece by piece, and no further than is useful."""

import tempfile

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

from . import disk

LARGEST = 250 * 1024 * 1024  # bytes of one file
PIECE = 256 * 1024


class Arriving(TemporaryUploadedFile):
    """A temporary file on the file system of the library: what is fine is moved there, not copied."""

    def __init__(self, *facts):
        settings.ARRIVING.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = tempfile.NamedTemporaryFile(dir=settings.ARRIVING, prefix="form-")  # noqa: SIM115 (Django closes it)
        UploadedFile.__init__(self, file, *facts)


class ToDisk(TemporaryFileUploadHandler):
    """Writes each file of a form; of one that is too large, only as much as shows that it is."""

    chunk_size = PIECE

    def new_file(self, *args, **kwargs):
        super(TemporaryFileUploadHandler, self).new_file(*args, **kwargs)
        facts = self.content_type, 0, self.charset, self.content_type_extra
        try:
            self.file = Arriving(self.file_name, *facts)
        except OSError as error:
            self._end(error)

    def receive_data_chunk(self, raw_data, start):
        if start <= LARGEST:
            try:
                super().receive_data_chunk(raw_data, start)
            except OSError as error:
                self._end(error)

    def _end(self, error):
        """Without room, there is nothing to read the rest for; the view finds what came before, and says why."""
        if not disk.is_full(error):
            raise error
        self.request.is_disk_full = True
        raise StopUpload(connection_reset=False)
