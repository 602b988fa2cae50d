"""What was changed in a text, line by line."""

from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 1  # lines that stay, beside those that were changed


@dataclass(frozen=True)
class Change:
    """A line that is "gone", "new" or the "same"; or "skipped": lines that stay and are not shown."""

    kind: str
    text: str = ""


def changes(before, after):
    """Lines from `before` to `after`; nothing where they say the same. Blanks at a line's end say nothing."""
    old, new = _lines(before), _lines(after)
    told = []
    for kind, begin, end, new_begin, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            told += [Change("same", line) for line in old[begin:end]]
        else:
            told += [Change("gone", line) for line in old[begin:end]]
            told += [Change("new", line) for line in new[new_begin:new_end]]
    return _shortened(told)


def _lines(text):
    return [line.rstrip() for line in text.strip().splitlines()]


def _shortened(told):
    """Of the lines that stay only those beside a change, and a mark for the others."""
    changed = [place for place, change in enumerate(told) if change.kind != "same"]
    shown = []
    for place, change in enumerate(told):
        if any(abs(place - other) <= AROUND for other in changed):
            shown.append(change)
        elif changed and (not shown or shown[-1].kind != "skipped"):
            shown.append(Change("skipped"))
    return shown
