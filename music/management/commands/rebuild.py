"""`manage.py rebuild`: the rows again, from the sheets beside the songs."""

import os

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from music.services import rebuild
from music.services.rebuilding import owners
from studio import folder
from studio.env import Refused

SHOWN = 20


class Command(BaseCommand):
    help = "Make the rows again from the sheets in the media folder. What is in the database already stays as it is. The studio must not run."

    def add_arguments(self, parser):
        parser.add_argument(
            "--person", action="append", default=[], metavar="FOLDER=EMAIL",
            help="whose folder it is: with this address they sign in; as often as there are people",
        )  # fmt: skip

    def handle(self, *args, **options):
        os.umask(0o077)
        addresses = dict(_pair(text) for text in options["person"])
        try:
            folder.make(settings.STUDIO_DATA)
            with folder.locked(settings.STUDIO_DATA):
                call_command("migrate", interactive=False, verbosity=0)
                report = rebuild.everything(addresses)
        except Refused as error:
            raise CommandError(f"{error} A library cannot be rebuilt while it runs.") from error
        except owners.Taken as error:
            raise CommandError(str(error)) from error
        self.tell(report)

    def tell(self, report):
        made = ", ".join(f"{count} {what}" for what, count in report.made.items() if count)
        self.stdout.write(f"Made again: {made or 'nothing, all of it was there'}.")
        for person in report.people:
            if person.email.endswith(f"@{owners.NOWHERE}"):
                self.stdout.write(
                    f"{person.folder}: nobody can sign in yet. Say --person '{person.folder}=their e-mail', then make "
                    "a link for a new password in the administration."
                )
        for name, what in report.troubles[:SHOWN]:
            self.stdout.write(f"{name}: {what}")
        if (more := len(report.troubles) - SHOWN) > 0:
            self.stdout.write(f"… and {more} more.")


def _pair(text):
    place, sign, address = text.rpartition("=")
    try:
        validate_email(address)
    except ValidationError as error:
        raise CommandError(f"--person needs FOLDER=EMAIL, not “{text}”.") from error
    if not sign or not place:
        raise CommandError(f"--person needs FOLDER=EMAIL, not “{text}”.")
    return place, address
