"""All operations there are: menus, routes, price tags and documentation read these lists."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from ..models.jobs import BROUGHT
from .add_instrumental import AddInstrumental
from .add_vocals import AddVocals
from .adopt import Adopt
from .base import Operation
from .cover_image import CoverImage
from .extend import Extend
from .generate import Generate
from .lyrics import Lyrics
from .mashup import Mashup
from .midi import Midi
from .persona import MakePersona
from .recovery import Recovery
from .replace_section import ReplaceSection
from .sounds import Sounds
from .stems import Stems
from .style_boost import StyleBoost
from .timestamped_lyrics import TimestampedLyrics
from .upload_cover import UploadCover
from .upload_extend import UploadExtend
from .video import Video
from .voice import Voice, VoiceAgain, VoiceCheck, VoicePhrase
from .wav import Wav

IN_ORDER = (
    Generate(),
    Sounds(),
    Lyrics(),
    StyleBoost(),
    Extend(),
    UploadExtend(),
    ReplaceSection(),
    UploadCover(),
    AddInstrumental(),
    AddVocals(),
    Mashup(),
    TimestampedLyrics(),
    Stems(),
    Midi(),
    Wav(),
    Video(),
    CoverImage(),
    MakePersona(),
    VoicePhrase(),
    VoiceAgain(),
    Voice(),
    VoiceCheck(),
    Recovery(),
)
"""What can be asked for."""
OPERATIONS = {operation.slug: operation for operation in (*IN_ORDER, Adopt())}
"""What a job can be of."""


def get(slug):
    """KeyError when there is none of this name."""
    return OPERATIONS[slug]


def name_of(slug):
    """How an operation is called; its slug where there is none of this name any more."""
    if slug == BROUGHT:
        return _("Import")
    return OPERATIONS[slug].name if slug in OPERATIONS else slug


def starting_from(kind):
    """Those in menus that start from this kind of row; from nothing, for None."""
    return [operation for operation in IN_ORDER if operation.in_menus and operation.can_start_from(kind)]


@dataclass(frozen=True)
class Step:
    """Something that can be done with a song; or why it cannot."""

    operation: Operation
    price: Decimal | None
    why_not: str


def steps_from(song, account):
    """What can be done with a track or an upload: new songs from it first, and last what cannot be done now."""
    steps = [
        Step(operation, operation.price(), operation.why_not(song, account))
        for operation in starting_from(type(song))
    ]
    return sorted(steps, key=lambda step: (not step.operation.makes_tracks, bool(step.why_not)))


def making_tracks():
    return [operation for operation in IN_ORDER if operation.makes_tracks]
