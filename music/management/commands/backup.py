"""`manage.py backup DIR`: database and files as they are at one moment, while the studio runs."""

import os

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from music.services.backups import backup
from music.services.backups.dumps import CannotDump
from music.services.backups.generations import NoBackup

SHOWN = 20  # of what is wrong; the manifest has them all


class Command(BaseCommand):
    help = "Write a backup of database and files into a folder, while the studio runs. What did not change since the last one there is not copied again."

    def add_arguments(self, parser):
        parser.add_argument("dir", metavar="DIR", help="the folder of all backups; made when it is not there")
        parser.add_argument(
            "--with-secrets",
            action="store_true",
            help="also secret_key, field_key and .env, readable to you alone",
        )
        parser.add_argument(
            "--keep", type=int, metavar="N", help="take away all but the newest N backups there"
        )

    def handle(self, *args, **options):
        if options["keep"] is not None and options["keep"] < 1:
            raise CommandError("--keep has to be at least 1.")
        os.umask(0o077)
        try:
            done = backup.make(options["dir"], with_secrets=options["with_secrets"], keep=options["keep"])
        except (NoBackup, CannotDump) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup was not made, and those before it are whole: {error}") from error
        self.tell(done)

    def tell(self, done):
        self.stdout.write(
            f"{done.path}: the database and {done.files} files ({filesizeformat(done.size)}), "
            f"{done.copied} of them copied now ({filesizeformat(done.copied_size)})."
        )
        self.stdout.write(_about_secrets(done.secrets))
        if done.wrong:
            shown = [f"  {name}: {what}" for name, what in sorted(done.wrong.items())[:SHOWN]]
            count = f"{len(done.wrong)} files are not in it, since they are not as their rows say:"
            raise CommandError("\n".join(["The backup is made, but", count, *shown]))


def _about_secrets(found):
    if found:
        return f"It holds secrets ({', '.join(found)}): whoever reads it can open stored keys."
    return (
        "It holds no secrets. Keep field_key (or FIELD_KEYS), secret_key and .env elsewhere: without field_key, keys "
        "that people stored for the provider have to be entered again."
    )
