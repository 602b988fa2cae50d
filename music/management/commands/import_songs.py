"""`manage.py import_songs`: a folder of sound files becomes songs of a person's library."""

import os
import shutil
from pathlib import Path, PurePosixPath

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from music.media import audio
from music.services import copying
from music.services.imports import archives, songs
from music.tell.arrivals import why


class Command(BaseCommand):
    help = "Make songs of the sound files in a folder. The studio may run; the same file is never kept twice, so it can be cut off and called again."

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="FOLDER", type=Path)
        parser.add_argument(
            "--for", dest="address", required=True, metavar="EMAIL", help="whose songs they are"
        )

    def handle(self, *args, folder, address, **options):
        os.umask(0o077)
        owner = User.objects.filter(email__iexact=address).first()
        if owner is None:
            raise CommandError(f"Nobody here has the address {address}.")
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        told = {"new": 0, "here before": 0, "left out": 0}
        for path in sorted(_sounds(folder)):
            told[self._bring(owner, path, folder)] += 1
        self.stdout.write(", ".join(f"{count} {what}" for what, count in told.items()) + ".")

    def _bring(self, owner, path, folder):
        name = str(path.relative_to(folder))
        try:
            with copying.workspace() as workspace:
                copy = shutil.copyfile(
                    path, workspace / "brought"
                )  # the file in the folder stays its owner's
                _song, is_known = songs.bring(owner, copy, name, workspace)
        except audio.NotAudio as error:
            self.stderr.write(f"{name}: {why(error.code)}")
            return "left out"
        except OSError as error:
            raise CommandError(f"{name}: {error}") from error
        except Exception as error:  # foreign bytes: those behind it come all the same
            self.stderr.write(f"{name}: {why('unreadable')} ({error!r})")
            return "left out"
        self.stdout.write(name)
        return "here before" if is_known else "new"


def _sounds(folder):
    for path in folder.rglob("*"):
        is_hidden = archives.is_hidden(PurePosixPath(path.relative_to(folder)))
        if path.is_file() and path.suffix.lower() in archives.SOUNDS and not is_hidden:
            yield path
