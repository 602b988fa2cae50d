"""How loud a song is, so that songs can be played one like the other."""

import math
from dataclasses import dataclass

from . import audio, decode

SILENT = -70.0  # LUFS: EBU R 128 counts nothing below; also said of what cannot be measured


@dataclass(frozen=True)
class Loudness:
    """`integrated` in LUFS, over the whole song; `true_peak` in dBTP, above 0 where it clips between samples."""

    integrated: float
    true_peak: float


def measure(path) -> Loudness:
    """A three-minute song takes about a second. What cannot be decoded is as good as silent."""
    try:
        loudness, peak = decode.loudness(path, audio.kind_of(path))
    except (decode.Undecodable, KeyError):
        return Loudness(SILENT, SILENT)
    return Loudness(max(round(loudness, 2), SILENT), _decibels(peak))


def _decibels(peak):
    return round(20 * math.log10(peak), 2) if peak > 10 ** (SILENT / 20) else SILENT
