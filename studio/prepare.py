"""Bring database and static files up to date: ``python -m studio.prepare``.

A process of its own, so that Django's memory goes with it, and one for all steps, since loading Django
takes most of the time. What it writes is for the person who starts the studio.
"""

import hashlib
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command, get_commands
from django.db import DatabaseError


def main():
    """Run the steps and return the exit code; whatever a person can mend is told in a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sunostudio.settings")
    try:
        django.setup()
        check()
        (settings.STUDIO_DATA / "run").mkdir(mode=0o700, exist_ok=True)  # where no supervisor made it
        refuse_half_restored()
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        collect_static_files()
        if "first_admin" in get_commands():
            call_command("first_admin", skip_checks=True)
    except (ImproperlyConfigured, CommandError, OSError) as error:
        return tell(error)
    except DatabaseError as error:
        return tell(f"The database cannot be used: {error}")
    return 0


def tell(error):
    print(error)
    return 1


def check():
    """Tell what the system checks warn of. Raises CommandError with what forbids to start."""
    found = [message for message in checks.run_checks(databases=["default"]) if not message.is_silenced()]
    if serious := [sentence(message) for message in found if message.is_serious()]:
        raise CommandError("\n".join(serious))
    for message in found:
        print(f"Warning: {sentence(message)}")


def sentence(message):
    return " ".join(filter(None, (message.msg, message.hint)))


def refuse_half_restored():
    """Raises CommandError where a restoration was cut off: rows and files may not belong together."""
    if (settings.STUDIO_DATA / "restoring").exists():
        raise CommandError(
            f"A restoration into {settings.STUDIO_DATA} was cut off: run `manage.py restore` again. What was here "
            "before it is whole, or in a folder named before-restore-…."
        )


def collect_static_files():
    """Collect and compress the static files, unless nothing changed since the last time."""
    note = settings.STUDIO_DATA / "run" / "static-files"
    state = fingerprint()
    if Path(settings.STATIC_ROOT).is_dir() and note.is_file() and note.read_text() == state:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    note.write_text(state)


def fingerprint():
    """Return a hash that changes when a static file comes, goes or changes."""
    files = (storage.path(name) for finder in get_finders() for name, storage in finder.list([]))
    states = sorted(
        (path, status.st_size, status.st_mtime_ns) for path in files for status in [os.stat(path)]
    )
    return hashlib.sha256(repr((settings.STORAGES["staticfiles"], states)).encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
