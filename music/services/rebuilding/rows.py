"""What those who make rows again hand to each other: a person, their sheets, and their rows by the UUIDs in these."""

from collections import Counter
from dataclasses import dataclass, field

from ...models import Track
from . import owners
from .found import Found
from .shelves import Shelf


@dataclass
class Report:
    """How many rows of each kind are new, and what could not be done."""

    made: Counter = field(default_factory=Counter)
    troubles: list = field(default_factory=list)  # (name of a file or sheet, what is wrong)
    people: list = field(default_factory=list)

    def count(self, what, number=1):
        self.made[what] += number


class Rows:
    """Of one person: those that are here, and those that were made now."""

    def __init__(self, shelf: Shelf, address, report: Report):
        self.shelf, self.report = shelf, report
        self.owner, is_new = owners.of(shelf.folder, shelf.person, address)
        report.people.append(self.owner)
        report.count("people", is_new)
        report.troubles += [(name, "cannot be read as a sheet") for name in shelf.broken]
        self.found = Found(report.troubles)
        # By uuid
        self.uploads, self.jobs, self.tracks, self.assets, self.projects = {}, {}, {}, {}, {}
        self.personas = {}
        self.new_jobs = set()
        self.sung = {}  # a song’s key → the uuid of the persona who sings
        self.parents = {}  # of files that are new: their key → the uuid of another

    def end(self, facts):
        """The song or upload that a sheet names; None where it is not here any more."""
        shelf = self.tracks if facts["kind"] == "track" else self.uploads
        return shelf.get(facts["uuid"])


def known(facts, names):
    """Those that the sheet has: an older one has fewer."""
    return {name: facts[name] for name in names if name in facts}


def as_end(song, prefix=""):
    return {f"{prefix}{'track' if isinstance(song, Track) else 'upload'}": song}
