"""Prints the link that makes the first administrator of an empty server; nothing where there is one."""

from django.core.management.base import BaseCommand

from accounts import demo, invitations
from accounts.models import User
from sunostudio import addresses


class Command(BaseCommand):
    help = "Print a one-time link for the first administrator, on a server that has none."

    def handle(self, *args, **options):
        if demo.is_offered() or self._has_administrator():
            return
        link = addresses.of(invitations.first_administrators().get_absolute_url())
        self.stdout.write(f"Nobody runs this server yet. Who opens this link first will: {link}")

    @staticmethod
    def _has_administrator():
        administrators = User.objects.filter(is_superuser=True, is_active=True)
        return administrators.exclude(email=demo.EMAIL).exists()
