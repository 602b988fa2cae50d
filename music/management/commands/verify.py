"""Compares every stored file with its row, and says what to do about what is wrong."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from accounts.models import User

from ...services import files, mending, verify
from ...tell import faults


class Command(BaseCommand):
    help = (
        "Compare every stored file with what its row says, and say what is missing, changed or belongs to "
        "nothing. Ends with 1 when something is wrong. Can run while the studio does."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--fix", action="store_true", help="do what is safe: fetch again, write sheets anew"
        )
        parser.add_argument("--person", metavar="EMAIL", help="only the files of this person")
        parser.add_argument("--quick", action="store_true", help="compare sizes in place of contents")

    def handle(self, *, fix, person, quick, **options):
        self.seen, self.counts, self.done = verify.Seen(), Counter(), 0
        try:
            for finding in verify.everything(self.seen, quick=quick, owner=self._owner(person)):
                self._tell(finding, fix)
        except files.Away as error:
            raise CommandError(f"{error} Is its disk mounted? Nothing was called missing.") from error
        self.stdout.write(self._summary())
        if self.counts:
            raise SystemExit(1)

    def _tell(self, finding, fix):
        mended = fix and mending.mend(finding)
        self.counts[finding.problem.value] += 1
        self.done += mended
        self.stdout.write(faults.told(finding) + (" Done." if mended else ""))

    @staticmethod
    def _owner(person):
        owner = User.objects.filter(email__iexact=person).first() if person else None
        if person and not owner:
            raise CommandError(f"Nobody here has the address {person}.")
        return owner

    def _summary(self):
        looked = f"{self.seen.files} files, {filesizeformat(self.seen.bytes)}".replace("\xa0", " ")
        wrong = (
            ", ".join(f"{count} {problem}" for problem, count in self.counts.items()) or "nothing is wrong"
        )
        return f"Compared {looked}: {wrong}." + (f" {self.done} mended or on their way." if self.done else "")
