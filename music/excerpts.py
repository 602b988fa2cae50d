"""What a search found in a song, as HTML for its row: the words marked, everything else escaped."""

import re
from functools import lru_cache

from django.db.models import prefetch_related_objects
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from .search import RUN, TOKEN, fold

BEFORE, LONGEST = 40, 120  # characters
folded = lru_cache(maxsize=50_000)(fold)


def mark(tracks, text):
    """Give each what its row shows instead of its title and its style: `marked_title`, `marked_style`."""
    sought = Sought(text)
    silent = [track for track in tracks if not _tell(track, sought, _texts(track))]
    prefetch_related_objects(silent, "tags")
    for track in silent:
        tags = " · ".join(tag.name for tag in track.tags.all())
        _tell(track, sought, [(_("Tags"), tags)])


def _texts(track):
    """(what it is called, text): the style speaks for itself."""
    singer = track.persona.name if track.persona_id else ""
    return [
        ("", track.style),
        (_("Lyrics"), track.lyrics),
        (_("Notes"), track.notes),
        (_("Persona"), singer),
    ]


def _tell(track, sought, texts):
    """Mark its title, and the first of the texts that has what the title has not; False where none has it."""
    title = sought.spans(track.title)
    track.marked_title = _marked(track.title, title) if title else ""
    in_title = sought.found(track.title, title)
    for name, text in texts:
        spans = sought.spans(text)
        if spans and sought.found(text, spans) - in_title:
            track.marked_style = _excerpt(name, text, spans)
            return True
    track.marked_style = ""
    return in_title == sought.all


class Sought:
    """The words of a search, as they may be written in a text."""

    def __init__(self, text):
        self.pieces = [fold(piece) for piece in TOKEN.findall(text.replace("_", " "))][:16]
        self.all = set(self.pieces)
        written = sorted(set(TOKEN.findall(text)), key=len, reverse=True)  # letters and digits alone
        words = [piece if RUN.match(piece) else rf"\b{piece}\w*" for piece in written]
        self.quick = re.compile("|".join(words) or r"(?!)", re.IGNORECASE)

    def spans(self, text):
        """(start, end) of each; with a finer look only where a quick one sees nothing."""
        return [found.span() for found in self.quick.finditer(text)] or self._finer(text)

    def _finer(self, text):
        """Accents, width and ligatures: as the search itself compares."""
        return [found.span() for found in TOKEN.finditer(text) if self._which(found[0])]

    def _which(self, word):
        plain = folded(word)
        return {
            piece for piece in self.all if plain.startswith(piece) or (RUN.match(piece) and piece in plain)
        }

    def found(self, text, spans):
        return {piece for start, end in spans for piece in self._which(text[start:end])}


def _excerpt(name, text, spans):
    """Around the first of them, in one line."""
    first = spans[0][0]
    start = max(0, first - BEFORE, text.rfind("\n", 0, first) + 1)
    end = text.find("\n", first)
    end = min(start + LONGEST, len(text) if end < 0 else end)
    here = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
    begun, goes_on = "… " if start and text[start - 1] != "\n" else "", " …" if end < len(text) else ""
    label = f"{escape(name)}: " if name else ""
    return mark_safe(f"{label}{begun}{_marked(text[start:end], here)}{goes_on}")


def _marked(text, spans):
    pieces, at = [], 0
    for start, end in spans:
        pieces += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*pieces, escape(text[at:])]))
