"""When each word of a song is sung: the answer to the request."""

from ..results import Family, TimedWord
from ..values import dict_of, number_of
from ..words import plain
from .base import at_once, either

MAX_WORDS = 20_000
MAX_BARS = 100_000


def timed_words(data):
    """The words, and the heights of the sound's bars; None for an answer without a list of words. The
    list is empty where nobody sings."""
    data = dict_of(data)
    if not {"alignedWords", "aligned_words"} & data.keys():
        return None
    words = either(data, "alignedWords")
    bars = _list(either(data, "waveformData"))[:MAX_BARS]
    facts = {"bars": [float(number_of(bar) or 0) for bar in bars]}  # each keeps its place
    score = number_of(either(data, "hootCer"))  # how well words and sound fit, as the provider measures it
    facts |= {} if score is None else {"alignment_score": float(score)}
    found = map(word_of, _list(words)[:MAX_WORDS])
    return {"words": tuple(word for word in found if word), "data": facts}


def word_of(item):
    """A word, its text untouched; None where text or times are missing."""
    item = dict_of(item)
    text = plain(item.get("word"), 1000)
    start, end = number_of(either(item, "startS")), number_of(either(item, "endS"))
    if not text or start is None or end is None:
        return None
    return TimedWord(text, float(start), float(max(start, end)))


def _list(value):
    return value if isinstance(value, list) else []


FAMILY = Family(at_once(timed_words))
