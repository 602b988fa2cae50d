from .accounts import ProviderAccount
from .jobs import Job, JobEvent
from .ledger import LedgerEntry
from .personas import Persona
from .sources import Extension, Source
from .tracks import Track, TrackText

__all__ = [
    "Extension",
    "Job",
    "JobEvent",
    "LedgerEntry",
    "Persona",
    "ProviderAccount",
    "Source",
    "Track",
    "TrackText",
]
