"""All operations there are: menus, routes, price tags and documentation read this list."""

from .cover_image import CoverImage
from .extend import Extend
from .generate import Generate
from .midi import Midi
from .persona import MakePersona
from .recovery import Recovery
from .stems import Stems
from .timestamped_lyrics import TimestampedLyrics
from .video import Video
from .voice import Voice, VoiceAgain, VoiceCheck, VoicePhrase
from .wav import Wav

IN_ORDER = (
    Generate(),
    Extend(),
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
OPERATIONS = {operation.slug: operation for operation in IN_ORDER}


def get(slug):
    """KeyError when there is none of this name."""
    return OPERATIONS[slug]


def name_of(slug):
    """How an operation is called; its slug where there is none of this name any more."""
    return OPERATIONS[slug].name if slug in OPERATIONS else slug


def starting_from(kind):
    """Those in menus that start from this kind of row; from nothing, for None."""
    return [
        operation
        for operation in OPERATIONS.values()
        if operation.in_menus and operation.can_start_from(kind)
    ]


def steps_from(song, account):
    """What can be done with a track or an upload: (operation, price, why not) in the order of the menu."""
    return [
        (operation, operation.price(), operation.why_not(song, account))
        for operation in starting_from(type(song))
    ]


def making_tracks():
    return [operation for operation in OPERATIONS.values() if operation.makes_tracks]
