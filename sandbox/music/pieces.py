"""The arithmetic of a song's pieces, all in seconds: what is heard of each, and where in the song.

A piece is `length` seconds long in a time of its own, of which the stretch from `from` (0) to `until` (its end) is heard.
"""


def span(piece):
    """(start, end) of what is heard, in the piece's own time."""
    return piece.get("from") or 0.0, min(piece.get("until") or piece["length"], piece["length"])


def length(pieces):
    """Seconds of a song made of these pieces."""
    return sum(end - start for start, end in map(span, pieces))


def placed(pieces):
    """(moment of the song at which the piece's own time is zero, piece) of each; the moment may be negative."""
    found, past = [], 0.0
    for piece in pieces:
        start, end = span(piece)
        found.append((past - start, piece))
        past += end - start
    return found


def part(pieces, start=0.0, end=None):
    """The pieces heard between two moments of the song, cut to them."""
    end, kept = length(pieces) if end is None else end, []
    for zero, piece in placed(pieces):
        first, last = span(piece)
        first, last = max(first, start - zero), min(last, end - zero)
        if first < last:
            kept.append(piece | {"from": first, "until": last})
    return kept
