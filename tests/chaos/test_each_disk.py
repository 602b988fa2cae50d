"""Each thing that can be wrong with our own disk while a song is copied: it is there later, whole, and once."""

import errno
import json
import os
from unittest import mock

import pytest

from music.models import Job
from music.tell import copies
from sunostudio import disk
from tests.full import full_disk

SMALL = 30_000  # bytes: no song has so few
REPLACED = disk.replace


def heard(studio):
    """The songs are told, and nothing is copied yet."""
    studio.press()
    studio.work()
    studio.deliver(*studio.callbacks())
    assert studio.job.state == Job.State.DONE


def is_waiting(studio, reason):
    """Nothing is half there; why is said in a sentence."""
    assert {(track.archive_state, track.archive_error) for track in studio.tracks} == {("due", reason)}
    assert copies.why(reason) == copies.WORDS[reason]
    assert not any((studio.place / "media").rglob("*.mp3"))
    assert list((studio.place / "partial").iterdir()) == []


def test_a_disk_that_is_full_while_a_song_comes(studio):
    heard(studio)
    with full_disk(SMALL):
        studio.work()
    is_waiting(studio, "full")
    studio.later(11)
    studio.is_whole()


def failing_for(suffix, code):
    """In the place of disk.replace: files with this ending do not get their place."""

    def replace(draft, path):
        if path.name.endswith(suffix):
            raise OSError(code, os.strerror(code))
        REPLACED(draft, path)

    return mock.patch.object(disk, "replace", replace)


def test_a_disk_that_is_full_when_the_song_gets_its_place(studio):
    heard(studio)
    with failing_for(".mp3", errno.ENOSPC):
        studio.work()
    is_waiting(studio, "full")
    studio.later(11)
    studio.is_whole()


def test_a_media_folder_that_nothing_can_be_written_to(studio):
    """A plain file in its place: a folder's permissions are nothing to root."""
    heard(studio)
    media = studio.place / "media"
    media.touch()
    studio.work()
    assert media.read_bytes() == b""
    is_waiting(studio, "disk")
    media.unlink()
    studio.later(11)
    studio.is_whole()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS], ids=errno.errorcode.get)
def test_a_disk_that_takes_the_song_and_not_its_sheet(studio, code):
    """The song is kept at once, and its sheet comes with the clock."""
    heard(studio)
    with failing_for("song.json", code):
        studio.work()
    studio.is_whole()
    assert sheets_of(studio) == []
    studio.later(600)
    assert sorted(sheet["track"]["audio_id"] for sheet in sheets_of(studio)) == sorted(
        track.audio_id for track in studio.tracks
    )
    assert all(track.sheet_due_at is None for track in studio.tracks)
    studio.is_whole()


def sheets_of(studio):
    return [json.loads(path.read_text()) for path in (studio.place / "media").rglob("song.json")]
