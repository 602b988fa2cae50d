"""Two songs side by side: what is said of each, and where they differ."""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from ..operations import registry
from . import recipe, waves

# A word with the blanks behind it; where words have none between them, a character.
WORD = re.compile(
    r"(?:[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+)\s*"
)
LINE = re.compile(r".+\s*")
MOST = 30_000  # pairs of the same word: with more, comparing takes seconds; then lines are compared


@dataclass(frozen=True)
class Text:
    """A text of both, each in pieces (is changed, words)."""

    label: str
    one: list
    other: list

    @property
    def differs(self):
        return any(changed for changed, _words in self.one + self.other)


def compared(one, other):
    """For the page of both: (song, its wave) of each, facts as (label, of one, of the other), texts, and the settings in
    which they differ."""
    wave = waves.compared(one, other)
    return {
        "wave": wave,
        "sides": list(zip((one, other), wave.waves, strict=True)),
        "facts": _facts(one, other),
        "texts": _texts(one, other),
        "settings": recipe.compared(one.job, other.job),
    }


def _facts(one, other):
    told = [
        (_("Made by"), lambda song: str(registry.name_of(song.operation))),
        (_("Version"), lambda song: song.version or "–"),
        (_("Loudness"), _loudness),
    ]
    return [(label, say(one), say(other)) for label, say in told]


def _loudness(song):
    return _("not measured yet") if song.loudness is None else _("{n} LUFS").format(n=f"{song.loudness:.1f}")


def _texts(one, other):
    said = [(_("Title"), one.title, other.title), (_("Style"), one.style, other.style)]
    said += [(_("Prompt"), _prompt(one), _prompt(other)), (_("Lyrics"), one.lyrics, other.lyrics)]
    return [Text(label, *words(before, after)) for label, before, after in said if before or after]


def _prompt(song):
    """What was asked for, where it is not simply what is sung."""
    asked = next((song.job.params[name] for name in ("prompt", "content") if song.job.params.get(name)), "")
    return "" if str(asked).strip() == song.lyrics.strip() else str(asked)


def words(before, after):
    """Both texts in pieces, of which those that the other one has not are marked."""
    old, new = _parts(before.strip(), after.strip())
    one, other = [], []
    for kind, begin, end, new_begin, new_end in _steps(old, new):
        _add(one, kind != "equal", "".join(old[begin:end]))
        _add(other, kind != "equal", "".join(new[new_begin:new_end]))
    return one, other


def _parts(before, after):
    """What both are compared by: words, else lines, else all at once."""
    for pattern in (WORD, LINE):
        old, new = pattern.findall(before), pattern.findall(after)
        counts, others = (Counter(map(str.rstrip, parts)) for parts in (old, new))
        if sum(count * others[part] for part, count in counts.items()) <= MOST:
            return old, new
    return [before], [after]


def _steps(old, new):
    old, new = ([part.rstrip() for part in parts] for parts in (old, new))
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _add(pieces, changed, text):
    """The blanks behind what changed are not marked."""
    told = text.rstrip()
    pieces += [(kind, piece) for kind, piece in ((changed, told), (False, text[len(told) :])) if piece]
