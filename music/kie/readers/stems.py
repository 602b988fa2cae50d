"""The voices and instruments of a song. The market's result is not established."""

import re

from ..results import Family, MadeFile
from ..values import dict_of, id_of, seconds_of, url_of
from ..words import plain
from .base import by_task, either

MAX_STEMS = 64
INFO_KEYS = ("vocalRemovalInfo", "vocalSeparationInfo")  # of a callback; the pages disagree about the name
NOT_STEMS = re.compile("origin|source.*|call_?back|audio|image|video|upload")
NAMES = {"vocal": "Vocals", "fx": "FX"}  # keys whose name is not simply their words
ORDER = ("Vocals", "Lead Vocal", "Instrumental", "Backing Vocals", "Drums", "Bass")
"""What comes first. Callback and record list the stems in different orders, so they get one here."""

FILE_NAME = re.compile(r"/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_([^/]+)\.\w+$")
"""How the provider names a stem's file: its id and its name. In callbacks the id stands nowhere else."""


def stems(held):
    """All stems in a callback or a record, each once, in a fixed order."""
    held = next((info for key in INFO_KEYS if (info := dict_of(either(held, key)))), held)
    listed = either(held, "originData")
    listed = listed[:MAX_STEMS] if isinstance(listed, list) else []
    found = [stem for item in listed for stem in stems_of(item)]
    for key, value in held.items():
        stem = stem_at(key, value)
        if stem and not any(is_same(stem, other) for other in found):
            found.append(stem)
    return {"files": tuple(sorted(found, key=_place)[:MAX_STEMS])}


def is_same(stem, other):
    """Whether a key and an entry of the list tell of one stem, perhaps at two addresses."""
    is_known = stem.provider_id and stem.provider_id == other.provider_id
    return is_known or stem.name.casefold() == other.name.casefold()


def _place(stem):
    first = ORDER.index(stem.name) if stem.name in ORDER else len(ORDER)
    return first, stem.name, stem.provider_id


def stems_of(item):
    """The stems of one entry of `originData`: itself, or the instrument asked for and the rest."""
    item = dict_of(item)
    extract, remove = stem_of(item.get("extract")), stem_of(item.get("remove"))
    if remove and (not remove.name or (extract and remove.name == extract.name)):
        remove = rest_of(remove, extract)
    return [stem for stem in (stem_of(item), extract, remove) if stem]


def rest_of(remove, extract):
    """The song without the instrument asked for, told apart from it by name."""
    name = f"Without {extract.name}" if extract and extract.name else "Without it"
    return MadeFile("stem", remove.url, name[:80], remove.provider_id, remove.duration)


def stem_at(key, value):
    """The stem of a key like `backing_vocals_url` or `backingVocalsUrl`, None for any other key."""
    words = re.sub("([A-Z])", r"_\1", str(key)).lower()
    name = words.removesuffix("_url")
    if name == words or NOT_STEMS.fullmatch(name):
        return None
    return stem_of({"audio_url": value, "name": NAMES.get(name, name.replace("_", " ").title())})


def stem_of(item):
    """A stem from an object, None without an address. Its id leads to its notes."""
    item = dict_of(item)
    url = url_of(either(item, "audioUrl") or item.get("url"))
    if not url:
        return None
    in_file = FILE_NAME.search(url)
    name = plain(either(item, "stemTypeGroupName") or item.get("name"), 80).strip()
    return MadeFile(
        kind="stem",
        url=url,
        name=name or (plain(in_file[2], 80) if in_file else ""),
        provider_id=id_of(item.get("id")) or (in_file[1] if in_file else ""),
        duration=seconds_of(item.get("duration")),
    )


FAMILY = Family(by_task(stems, "/api/v1/vocal-removal/record-info"))
