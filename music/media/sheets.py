"""A JSON sheet, beside a song or of another row: what is needed to rebuild its rows, readable by a person and by other programs."""

import json

# 1 held less of a song, and knew songs and uploads only; 2 knew nothing of projects, tags, ratings, lists and recipes
VERSION = 3
READABLE = (1, 2, 3)


def dump(sheet: dict) -> bytes:
    """The sheet as pretty UTF-8 JSON with its version; the same dict always gives the same bytes."""
    text = json.dumps({**sheet, "sheet": VERSION}, ensure_ascii=False, indent=2, sort_keys=True)
    return text.encode(errors="replace") + b"\n"


def load(data: bytes) -> dict:
    """The dict of `dump`; ValueError for anything else."""
    sheet = json.loads(data)
    if not isinstance(sheet, dict) or sheet.get("sheet") not in READABLE:
        raise ValueError(f"This is no sheet of a version up to {VERSION}.")
    return sheet
