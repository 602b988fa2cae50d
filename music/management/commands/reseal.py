"""Seals the stored keys of providers anew, so that an old field key can go."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from music.services import resealing


class Command(BaseCommand):
    help = "Seal the stored provider keys with the first of FIELD_KEYS. The studio may run meanwhile."

    def add_arguments(self, parser):
        parser.add_argument(
            "--new-key", action="store_true",
            help="first make a new key in STUDIO_DATA/field_key, and drop the older ones in the end",
        )  # fmt: skip

    def handle(self, *args, new_key, **options):
        if new_key and settings.FIELD_KEYS:
            raise CommandError(
                "FIELD_KEYS is set in the environment, so a new key has to come from there: put it before the others, "
                "start the studio again, run reseal without --new-key, and take the others away."
            )
        done = resealing.with_new_key() if new_key else resealing.reseal()
        self.stdout.write(f"{done.count} sealed anew, {done.newest} had the newest seal already.")
        if new_key:
            self.stdout.write(f"{settings.FIELD_KEY_FILE} holds the new key alone.")
        for account in done.shut:
            self.stderr.write(
                f"No key opens what is stored for {account} (account {account.pk}): it has to be entered again."
            )
