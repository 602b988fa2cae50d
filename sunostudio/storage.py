"""Where files are kept: static ones under names that hold their own hash, media so that they survive a power cut."""

from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage as Manifest

from . import disk


class StaticFiles(Manifest):
    """Our own modules import each other by those names too; other packages' scripts are left as they are."""

    # A script gets its name after those it imports. Where the disk lists them in the wrong order, a pass settles only one
    # step of a chain of imports; Django gives up after five.
    max_post_process_passes = 30
    patterns = (*Manifest.patterns, ("js/*.js", Manifest._js_module_import_aggregation_patterns[1]))


class Media(FileSystemStorage):
    """A plain folder; `sunostudio.objects.Objects` answers to the same. A file has its name when it is whole and on the disk, not before; one of the same name is
    replaced at once, so that nobody reads half of it and a backup may hold on to the former."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, allow_overwrite=True, **kwargs)

    def _save(self, name, content):
        path = Path(self.path(name))
        disk.make_folders(path.parent, Path(self.location))
        draft = disk.draft_of(path)
        try:
            super()._save(str(PurePosixPath(name).with_name(draft.name)), content)
            disk.replace(draft, path)
        finally:
            with suppress(FileNotFoundError):
                draft.unlink()
        return name

    @contextmanager
    def at_hand(self, name):
        """A path with the bytes of a file, to be read and left as it is."""
        yield Path(self.path(name))

    def stamp(self, name):
        """(bytes, nanoseconds of its last change)"""
        status = Path(self.path(name)).stat()
        return status.st_size, status.st_mtime_ns

    def count(self):
        """How many files there are."""
        return sum(path.is_file() for path in Path(self.location).rglob("*"))

    def take_over(self, folder):
        """Be that folder; nothing may be in its place."""
        folder.rename(self.location)

    def inside(self, name):
        """Headers by which nginx sends the file itself, in the range that it was asked for."""
        return {"X-Accel-Redirect": f"/_files/{quote(name)}"}
