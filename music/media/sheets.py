"""The JSON sheet beside a song: what is needed to rebuild its rows, readable by a person and by other programs."""

import json

VERSION = 1


def dump(sheet: dict) -> bytes:
    """The sheet as pretty UTF-8 JSON with its version; the same dict always gives the same bytes."""
    text = json.dumps({**sheet, "sheet": VERSION}, ensure_ascii=False, indent=2, sort_keys=True)
    return text.encode(errors="replace") + b"\n"


def load(data: bytes) -> dict:
    """The dict of `dump`; ValueError for anything else."""
    sheet = json.loads(data)
    if not isinstance(sheet, dict) or sheet.get("sheet") != VERSION:
        raise ValueError(f"This is not a song sheet of version {VERSION}.")
    return sheet
