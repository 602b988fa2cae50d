"""Django's migrate, while the release before goes on writing.

PostgreSQL makes a change of a table wait for whoever uses it, everybody else wait for the change, and ends one of two
that wait for each other. So a change here waits shortly, gives way, and is tried again.
"""

import time

from django.core.management import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connections

# Shorter than the second after which PostgreSQL looks for two that wait for each other: so it is not the writer who ends.
SHORTLY = "300ms"
LONG = 300  # seconds
GAVE_WAY = ("55P03", "40P01")  # lock not available, deadlock detected


class Command(Migrate):
    def handle(self, *args, **options):
        self.connection = connections[options["database"]]
        if self.connection.vendor != "postgresql":
            return super().handle(*args, **options)
        end = time.monotonic() + LONG
        try:
            while not self.is_done(*args, **options):
                if time.monotonic() > end:
                    raise CommandError("The database is in use: others have held a table for five minutes.")
                time.sleep(0.2)
        finally:
            self.patiently("DEFAULT")

    def is_done(self, *args, **options):
        """Whether nobody stood in the way; what was finished before stays."""
        self.patiently(f"'{SHORTLY}'")
        try:
            super().handle(*args, **options)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) not in GAVE_WAY:
                raise
            return False
        return True

    def patiently(self, timeout):
        with self.connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {timeout}")
