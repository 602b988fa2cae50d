"""A song as a WAV."""

from dataclasses import replace

from ..results import Family, MadeFile
from ..wire import MARKET_RECORD_PATH
from .base import by_task, either, urls_of


def wav(held):
    """`audioWavUrl` in callback and record (also `audio_wav_url`), a list of one on the market."""
    urls = urls_of(either(held, "audioWavUrl")) or urls_of(either(held, "resultUrls"))
    return {"files": tuple(MadeFile("wav", url) for url in urls[:1])}


DEDICATED = by_task(wav, "/api/v1/wav/record-info")
FAMILY = Family(DEDICATED, replace(DEDICATED, path=MARKET_RECORD_PATH))
