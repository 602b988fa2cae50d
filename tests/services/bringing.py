"""What tests of bringing songs share: who brings them, by whatever way, and another studio that they come from."""

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

from django.conf import settings
from mutagen import id3
from PIL import Image

from music import tasks
from music.media import tags
from music.models import Arrival, Tag
from music.services import arriving, export, sheets
from tests.base import StudioTestCase
from tests.factories import keep, make_project, make_track, make_user
from tests.media.sounds import mp3, tone

SONG, OTHER = mp3(tone(3)), mp3(tone(2))


def picture():
    file = BytesIO()
    Image.new("RGB", (40, 40), (200, 40, 40)).save(file, "JPEG")
    return file.getvalue()


def tagged(path, content=SONG, album="", **said):
    """A sound with tags, as bytes."""
    path.write_bytes(content)
    tags.write(path, **said)
    if album:
        file = id3.ID3(path)
        file.add(id3.TALB(text=album))
        file.save(path)
    return path.read_bytes()


def zipped(**files):
    """`a__b` stands for a/b, and `_mp3` for .mp3"""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive_file:
        for name, content in files.items():
            archive_file.writestr(name.replace("__", "/").replace("_mp3", ".mp3"), content)
    return file.getvalue()


class ImportTestCase(StudioTestCase):
    """Somebody brings songs."""

    def bring(self, content, name="song.mp3", owner=None, kind=Arrival.Kind.SONG):
        """As the browser and the workers do it, to the end."""
        with self.captureOnCommitCallbacks(execute=True):
            arrival = arriving.begin(owner or self.user, name=name, size=len(content), kind=kind)
            arriving.receive(arrival, 0, BytesIO(content))
        self.work()
        arrival.refresh_from_db()
        return arrival

    def bring_zip(self, content, owner=None):
        return self.bring(content, "songs.zip", owner, Arrival.Kind.ZIP)

    def work(self):
        """Whatever is in the queue, until nothing is."""
        done = 0
        while done < len(self.in_queue()):
            task, args = self.in_queue()[done]
            done += 1
            if task == "check_arrival":
                with self.captureOnCommitCallbacks(execute=True):
                    tasks.check_arrival(*args)

    def tagged(self, content=SONG, **said):
        return tagged(self.scratch / "tagged.mp3", content, **said)

    @staticmethod
    def media():
        return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]

    def setUp(self):
        super().setUp()
        self.scratch = Path(self.enterContext(tempfile.TemporaryDirectory()))


class ExportedTestCase(ImportTestCase):
    """`self.before` has songs somewhere else, with all that is known of them."""

    def setUp(self):
        super().setUp()
        self.before = make_user(name="Before")
        self.project = make_project(owner=self.before, name="Coast")

    def night_bus(self, **fields):
        """A song of theirs in its place, with its file."""
        song = make_track(title="Night bus", project=self.project, **fields)
        song.tags.add(Tag.objects.named(self.before, "demo"))
        return self.keep(song)

    def keep(self, song, content=SONG):
        """Where the archive would put it."""
        return keep(song, content, place=f"{sheets.folder_of(song)}/song.mp3")

    def exported(self):
        return b"".join(export.stream(self.before))
