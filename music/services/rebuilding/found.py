"""Files of the media folder that rows are made again for: compared with their sheets, and looked into where they differ."""

import base64
from contextlib import suppress

from django.core.files.storage import default_storage
from django.utils import timezone

from ...media import audio
from ...models.kept import Archive
from ..files import hash_of

NO_SOUND = (".mid", ".mp4", ".jpg")


def peaks_of(facts):
    """The waveform as the sheet has it; empty in one of version 1."""
    return base64.b64decode(facts.get("peaks", ""))


class Found:
    """Makes rows say what is on the disk. `troubles` gets (name, what is wrong)."""

    def __init__(self, troubles):
        self.troubles = troubles

    def song(self, track):
        """Its sound, its cover, and its waveform where the sheet had none."""
        for field in ("cover", "thumb"):
            if getattr(track, field) and not self._is_there(getattr(track, field).name):
                setattr(track, field, "")
        self._kept(track, "audio")
        if track.is_kept and not track.peaks:
            with default_storage.at_hand(track.audio.name) as path:
                track.peaks, track.bars = audio.waveform(path)

    def file(self, asset):
        if asset.picture and not self._is_there(asset.picture.name):
            asset.picture = ""
        self._kept(asset, "file")

    def _kept(self, row, field):
        """Without its file, a row says that it is lost."""
        if self._is_there(name := getattr(row, field).name):
            self._compare(row, name)
        else:
            setattr(row, field, "")
            row.archive_state, row.archive_error = Archive.LOST, "missing"

    def audio(self, upload, field):
        """False when there is nothing to make a row of."""
        name = getattr(upload, field).name
        if not self._is_there(name):
            return False
        self._compare(upload, name)
        if not upload.peaks:
            with default_storage.at_hand(name) as path:
                upload.peaks, upload.bars = audio.waveform(path)
        return True

    def _compare(self, row, name):
        """A file that was tagged anew right before the end is what it is, if it can be heard; else it is at fault."""
        with default_storage.at_hand(name) as path:
            if self._is_right(row, path):
                return
        row.fault, row.checked_at = row.Fault.CHANGED, timezone.now()
        self.troubles.append((name, "is not what its sheet says"))

    def _is_right(self, row, path):
        sha256, size = hash_of(path)
        if (sha256, size) == (row.sha256, row.size):
            return True
        with suppress(audio.NotAudio):
            if path.suffix not in NO_SOUND:
                audio.check(path)
                row.sha256, row.size = sha256, size
                return True
        return False

    def _is_there(self, name):
        if default_storage.exists(name):
            return True
        self.troubles.append((name, "is missing"))
        return False
