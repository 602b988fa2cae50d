"""A song's words and when they are sung: as lines to follow, and as LRC, enhanced LRC and SRT files.

Words come as (text, start, end), seconds from the song's beginning, as the provider cuts them: line ends and marks of
a part ("[Verse]") stand inside the text, and blanks between words either in it or nowhere.
"""

import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import zip_longest

TOKEN = re.compile(r"\[(?P<mark>[^\[\]\n]{1,200})\]|(?P<sung>[^\[\n]+|\[)|\n")
SIGNS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"  # written without blanks
)
WITHOUT_BLANKS = re.compile(f"[{SIGNS}]")
BLANK_AROUND = re.compile(r"(\A|\n)[ \t]|[ \t](\n|\Z)")
SILENCE = 4  # seconds without singing after which a line is taken away
LEAST = 0.001  # seconds that a subtitle stands: players drop one that ends where it begins


@dataclass(frozen=True)
class Word:
    """`text` with the blank behind it, where there is one; times in seconds."""

    text: str
    start: float
    end: float

    @property
    def blank(self):
        return " " if self.text.endswith(" ") else ""


@dataclass(frozen=True)
class Line:
    """A sung line, or the `heading` of the part that begins: then it has no words."""

    words: tuple[Word, ...] = ()
    heading: str = ""

    @property
    def text(self):
        return "".join(word.text for word in self.words).strip()

    @property
    def start(self):
        return self.words[0].start

    @property
    def end(self):
        return max(word.end for word in self.words)


def lines(words) -> list[Line]:
    """Lines and headings in order. A word that reaches over a line's end is cut there, its time by its letters."""
    words = _blanked(words)
    text = "".join(word for word, _start, _end in words)
    owners = [number for number, (word, _start, _end) in enumerate(words) for _char in word]
    tokens = list(TOKEN.finditer(text))
    clock = _Clock(words, owners, text, tokens)
    found, line = [], []
    for token in tokens:
        if token["sung"]:
            for piece in _pieces(token, owners, clock):
                _append(line, piece)
            continue
        found += [Line(tuple(line))] if line else []
        found += [Line(heading=token["mark"].strip())] if token["mark"] else []
        line = []
    return found + ([Line(tuple(line))] if line else [])


def sung(words) -> list[Line]:
    """The lines alone, without the headings."""
    return [line for line in lines(words) if line.words]


def _blanked(words):
    """With blanks between words, for a provider that leaves them out; writings without any get none."""
    if any(BLANK_AROUND.search(text) for text, _start, _end in words):
        return words
    return [(f"{text} " if _needs_blank(text) else text, start, end) for text, start, end in words]


def _needs_blank(text):
    return bool(text) and not text[-1].isspace() and not WITHOUT_BLANKS.match(text[-1])


def _append(line, piece):
    """A blank belongs to the word before it."""
    text = piece.text.lstrip()
    if line and text != piece.text and not line[-1].blank:
        line[-1] = replace(line[-1], text=f"{line[-1].text.rstrip()} ")
    if text:
        line.append(replace(piece, text=f"{text.rstrip()} " if text != text.rstrip() else text))


def _pieces(token, owners, clock):
    """The words, or parts of words, of a stretch that is sung in one line."""
    start, end = token.span()
    while start < end:
        stop = start
        while stop < end and owners[stop] == owners[start]:
            stop += 1
        yield clock.word(start, stop)
        start = stop


class _Clock:
    """When a stretch of the text is sung: a word's time, shared among its letters that are sung."""

    def __init__(self, words, owners, text, tokens):
        self.words, self.owners, self.text = words, owners, text
        sung = [place for token in tokens if token["sung"] for place in range(*token.span())]
        letters = [place for place in sung if not text[place].isspace()]
        self.totals, self.before, seen = Counter(owners[place] for place in letters), {}, Counter()
        for place in sung:
            self.before[place] = seen[owners[place]]
            seen[owners[place]] += not text[place].isspace()

    def word(self, start, stop):
        owner, text = self.owners[start], self.text[start:stop]
        _text, begins, ends = self.words[owner]
        letters, total = len("".join(text.split())), self.totals[owner] or 1
        share = (ends - begins) / total
        first = begins + share * self.before[start]
        last = ends if self.before[start] + letters == total else first + share * letters
        return Word(text, round(first, 3), round(last, 3))


# Files


def lrc(words, title="", duration=None) -> str:
    """One line a line, each with its start; an empty one where nobody sings for a while."""
    return _lrc(words, title, duration, lambda line: line.text)


def enhanced_lrc(words, title="", duration=None) -> str:
    """The same with the start of each word, and the end of the last."""
    return _lrc(words, title, duration, _worded)


def srt(words) -> str:
    """Subtitles, one for each line."""
    found = sung(words)
    blocks = []
    for number, (line, following) in enumerate(zip_longest(found, found[1:]), start=1):
        next_start = following.start if following else math.inf
        end = min(line.end, next_start) if next_start > line.start else line.end
        span = f"{_srt_time(line.start)} --> {_srt_time(max(end, line.start + LEAST))}"
        blocks.append(f"{number}\n{span}\n{line.text.replace('-->', '→')}\n")
    return "\n".join(blocks)


def _lrc(words, title, duration, write):
    found = sung(words)
    head = [f"[ti:{_one_line(title)}]"] if title else []
    head += [f"[length:{_minutes(int(duration))}]"] if duration else []
    body = []
    for line, following in zip_longest(found, found[1:]):
        body.append(f"[{_lrc_time(line.start)}]{write(line)}")
        if following is None or following.start - line.end > SILENCE:
            body.append(f"[{_lrc_time(line.end)}]")
    return "".join(f"{text}\n" for text in head + body)


def _worded(line):
    words = "".join(f"<{_lrc_time(word.start)}>{word.text}" for word in line.words)
    return f"{words.rstrip()} <{_lrc_time(line.end)}>"


def _one_line(title):
    """Nothing that would end the tag it stands in."""
    return " ".join(title.split()).replace("[", "(").replace("]", ")")


def _minutes(seconds):
    return f"{seconds // 60:02}:{seconds % 60:02}"


def _lrc_time(seconds):
    hundredths = round(seconds * 100)
    return f"{_minutes(hundredths // 100)}.{hundredths % 100:02}"


def _srt_time(seconds):
    thousandths = round(seconds * 1000)
    minutes = thousandths // 60_000
    return f"{minutes // 60:02}:{minutes % 60:02}:{thousandths // 1000 % 60:02},{thousandths % 1000:03}"
