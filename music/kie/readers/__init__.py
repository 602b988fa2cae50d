"""How each family of operations reports, in both wire styles: `READERS[family].by(style)`."""

from ..results import (
    Family,
    Readers,
    read_callback,
    read_market,
    read_market_callback,
    read_music_record,
)
from ..wire import MARKET_RECORD_PATH

MUSIC = Family(
    Readers(read_callback, read_music_record, "/api/v1/generate/record-info"),
    Readers(read_market_callback, read_market, MARKET_RECORD_PATH),
)
FAMILIES = (
    "music", "cover", "lyrics", "wav", "stems", "midi", "video", "recovery", "voice-phrase", "voice",
    "timed-lyrics", "style-boost", "persona", "voice-check",
)  # fmt: skip
READERS = dict.fromkeys(FAMILIES, MUSIC)
