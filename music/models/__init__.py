from .accounts import ProviderAccount
from .assets import Asset, LyricsDraft, TimedLyrics
from .jobs import Job, JobEvent
from .ledger import LedgerEntry
from .personas import Persona
from .sources import Extension, JobSource, Source
from .tracks import Track, TrackText
from .uploads import Arrival, Handover, Upload

__all__ = [
    "Arrival",
    "Asset",
    "Extension",
    "Handover",
    "Job",
    "JobEvent",
    "JobSource",
    "LedgerEntry",
    "LyricsDraft",
    "Persona",
    "ProviderAccount",
    "Source",
    "TimedLyrics",
    "Track",
    "TrackText",
    "Upload",
]
