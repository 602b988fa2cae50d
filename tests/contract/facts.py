"""The contract: what the provider takes, by our slug. Facts only; nothing of the studio is imported."""

from . import songs, tools

OPERATIONS = {
    "generate": songs.GENERATE,
    "extend": songs.EXTEND,
    "upload-cover": songs.UPLOAD_COVER,
    "upload-extend": songs.UPLOAD_EXTEND,
    "add-instrumental": songs.ADD_INSTRUMENTAL,
    "add-vocals": songs.ADD_VOCALS,
    "replace-section": songs.REPLACE_SECTION,
    "mashup": songs.MASHUP,
    "sounds": songs.SOUNDS,
    "cover-image": tools.COVER_IMAGE,
    "persona": tools.PERSONA,
    "lyrics": tools.LYRICS,
    "timestamped-lyrics": tools.TIMESTAMPED_LYRICS,
    "style-boost": tools.STYLE_BOOST,
    "wav": tools.WAV,
    "stems": tools.STEMS,
    "midi": tools.MIDI,
    "video": tools.VIDEO,
    "recovery": tools.RECOVERY,
    "voice-phrase": tools.VOICE_PHRASE,
    "voice-again": tools.VOICE_AGAIN,
    "voice": tools.VOICE,
    "voice-check": tools.VOICE_CHECK,
}
