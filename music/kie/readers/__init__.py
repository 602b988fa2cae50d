"""How each family of operations reports, in both wire styles: `READERS[family].by(style)`.

Shapes are read in every spelling that is documented or was seen, whichever style was asked for.
"""

from . import (
    cover,
    lyrics,
    midi,
    music,
    persona,
    recovery,
    stems,
    style_boost,
    timed_lyrics,
    video,
    voice,
    wav,
)

READERS = {
    "music": music.FAMILY,
    "cover": cover.FAMILY,
    "lyrics": lyrics.FAMILY,
    "wav": wav.FAMILY,
    "stems": stems.FAMILY,
    "midi": midi.FAMILY,
    "video": video.FAMILY,
    "recovery": recovery.FAMILY,
    "voice-phrase": voice.PHRASE,
    "voice": voice.VOICE,
    "voice-check": voice.CHECK,
    "timed-lyrics": timed_lyrics.FAMILY,
    "style-boost": style_boost.FAMILY,
    "persona": persona.FAMILY,
}
