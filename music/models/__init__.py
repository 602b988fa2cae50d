from .accounts import ProviderAccount
from .alerts import Alert, Incident
from .assets import Asset, LyricsDraft
from .balances import BalanceReading
from .budgets import Budget
from .corrections import Correction
from .events import JobEvent
from .jobs import Job
from .ledger import LedgerEntry
from .letters import Letter
from .listening import Listening
from .notices import Delivery, Notice, PushSubscription
from .personas import Persona
from .playlists import Entry, Playlist
from .recipes import Cell, Grid, Recipe
from .shares import Share
from .shelves import Project, Tag
from .sources import Extension, JobSource, Source
from .texts import TrackText
from .timed import TimedLyrics
from .tracks import Track
from .uploads import Arrival, Handover, Upload

__all__ = [
    "Alert",
    "Arrival",
    "Asset",
    "BalanceReading",
    "Budget",
    "Cell",
    "Correction",
    "Delivery",
    "Entry",
    "Extension",
    "Grid",
    "Handover",
    "Incident",
    "Job",
    "JobEvent",
    "JobSource",
    "LedgerEntry",
    "Letter",
    "Listening",
    "LyricsDraft",
    "Notice",
    "Persona",
    "Playlist",
    "Project",
    "ProviderAccount",
    "PushSubscription",
    "Recipe",
    "Share",
    "Source",
    "Tag",
    "TimedLyrics",
    "Track",
    "TrackText",
    "Upload",
]
