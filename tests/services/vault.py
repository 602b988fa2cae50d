"""A library whose files are really there, and hands that harm it."""

import hashlib
import os
import shutil
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from music.media import tags
from music.models import Asset
from music.services import row_sheets, sheets
from tests.base import StudioTestCase
from tests.factories import keep, make_job, make_track, make_upload
from tests.media.sounds import mp3, tone
from tests.services.test_archive import picture

NOTES = [{"name": "Bass", "notes": [[36, 0.0, 0.5, 0.8]]}]


class VaultTestCase(StudioTestCase):
    """`self.song`, `self.stem` (a file of it) and `self.upload`, with their files and sheets."""

    def setUp(self):
        super().setUp()
        self.addCleanup(shutil.rmtree, settings.MEDIA_ROOT, ignore_errors=True)
        self.user.folder = "Mira-0000aaaa"
        self.user.save()
        self.song = self.make_song("Night bus")
        self.stem = self.make_asset("stem", mp3(tone(1)), name="Bass")
        self.upload = self.make_upload()

    def make_song(self, title, **fields):
        fields = {"owner": self.user, "expires_at": timezone.now() + timedelta(days=9)} | fields
        track = make_track(title=title, archive_state="kept", **fields)
        track.audio.save(f"{sheets.folder_of(track)}/{title}.mp3", ContentFile(b""), save=False)
        Path(track.audio.path).write_bytes(mp3(tone(1)))
        tags.write(track.audio.path, title=title, cover=picture())
        track.cover.save(f"{sheets.folder_of(track)}/cover.jpg", ContentFile(picture()), save=False)
        track.thumb.save(f"{sheets.folder_of(track)}/thumb.webp", ContentFile(b"small"), save=False)
        self.hashed(track, track.audio)
        sheets.write(self.again(track))
        return track

    def make_asset(self, kind, content, **fields):
        job = make_job(owner=self.user, operation=kind)
        fields = {
            "url": "https://files.example/made",
            "expires_at": timezone.now() + timedelta(days=9),
        } | fields
        asset = Asset(owner=self.user, track=self.song, job=job, kind=kind, archive_state="kept", **fields)
        asset.file.save(
            f"{sheets.folder_of(self.song)}/{kind}/made-{job.pk}", ContentFile(content), save=False
        )
        self.hashed(asset, asset.file)
        sheets.write(self.again(self.song))
        return asset

    def make_upload(self):
        upload = make_upload(owner=self.user)
        place = f"{self.user.folder}/uploads/Humming-{upload.uuid.hex[:8]}/Humming.mp3"
        keep(upload, mp3(tone(2)), place=place)
        row_sheets.bring_up_to_date(self.again(upload))
        return upload

    @staticmethod
    def hashed(row, file):
        content = Path(file.path).read_bytes()
        row.sha256, row.size = hashlib.sha256(content).hexdigest(), len(content)
        row.save()
        return row

    def lie_about(self, name, content=b"left behind"):
        """A file that no row names, long there."""
        path = Path(settings.MEDIA_ROOT) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        long_ago = time.time() - 7200
        os.utime(path, (long_ago, long_ago))
        return path

    def flip_a_byte(self, file):
        """The size stays, as when a disk fails quietly."""
        path = Path(file.path)
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)

    def verify(self, *options):
        """The lines it prints, and how it ends."""
        out, code = StringIO(), 0
        try:
            with self.captureOnCommitCallbacks(execute=True):
                call_command("verify", *options, stdout=out)
        except SystemExit as end:
            code = end.code
        return out.getvalue().splitlines(), code

    def files_on_disk(self):
        root = Path(settings.MEDIA_ROOT)
        return {
            str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in root.rglob("*")
            if path.is_file()
        }

    def again(self, row):
        return type(row).objects.get(pk=row.pk)
