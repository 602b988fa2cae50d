"""`manage.py restore DIR`: a backup becomes the studio of this data folder."""

import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from music.services.backups import restore
from music.services.backups.dumps import CannotDump
from music.services.backups.generations import NoBackup
from studio import folder
from studio.env import Refused

SHOWN = 20


class Command(BaseCommand):
    help = "Restore a backup into this studio's data folder, after checking every file of it. The studio must not run."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument(
            "dir", metavar="DIR", help="a folder of backups (the newest is taken), or one backup"
        )
        parser.add_argument(
            "--force", action="store_true", help="though there are songs and people here: they are put aside"
        )
        parser.add_argument(
            "--incomplete", action="store_true", help="though files of the backup are missing or damaged"
        )

    def handle(self, *args, **options):
        os.umask(0o077)
        data = settings.STUDIO_DATA
        try:
            folder.make(data)
            with folder.locked(data):
                self.restore(options)
        except Refused as error:
            raise CommandError(f"{error} A studio cannot be restored while it runs.") from error
        except (NoBackup, CannotDump) as error:
            restore.give_up()
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup could not be restored: {error}") from error

    def restore(self, options):
        generation, manifest = restore.choose(options["dir"])
        if (found := restore.in_the_way()) and not options["force"]:
            raise CommandError(
                f"{settings.STUDIO_DATA} is not empty: there are {_counted(found)}. "
                "Restore into an empty STUDIO_DATA, or say --force: then they are put aside there."
            )
        wrong = restore.check(generation, manifest)
        if wrong and not options["incomplete"]:
            restore.give_up()
            raise CommandError(
                f"{_listed(wrong)}\nNothing was changed. With --incomplete, the rest is restored."
            )
        self.tell(restore.finish(generation, manifest, wrong))

    def tell(self, done):
        say = self.stdout.write
        say(f"Restored {done.generation}: the database and {len(done.manifest['files'])} files.")
        if done.missing:
            say(_listed(done.missing))
        if done.put_aside:
            say(f"What was here before is in {done.put_aside}: delete it when you need it no more.")
        if done.held_back:
            say(
                f"{done.held_back} jobs stood in line when the backup was made. They may have been sent since, so "
                "nothing is sent by itself: each is “outcome unknown”, and its owner decides."
            )
        if done.sealed:
            say(
                f"{done.sealed} stored keys cannot be opened with the keys that this studio has: put the former "
                f"field_key into {settings.STUDIO_DATA}, or have their owners enter them again."
            )


def _counted(found):
    return ", ".join(f"{count} {name}" for name, count in found.items())


def _listed(wrong):
    lines = [f"  {name}: {what}" for name, what in sorted(wrong.items())[:SHOWN]]
    return "\n".join([f"{len(wrong)} files of the backup are missing or damaged:", *lines])
