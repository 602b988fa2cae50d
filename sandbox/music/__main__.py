"""python -m sandbox.music: reads one order as JSON from standard input and writes its files, whole or not at all.

An order is {"id", "kind", "folder", "recipe"}; what a recipe holds stands at the functions below.
"""

import json
import os
import sys
from pathlib import Path

from . import cover, effects, encode, notes, song, video


def write(path, content):
    part = path.with_suffix(f"{path.suffix}.part")
    part.write_bytes(content)
    part.replace(path)


def sound(recipe, folder):
    """pieces (see song); voices: names that sound (see voices), all when left out."""
    return song.sound(recipe["pieces"], recipe.get("voices"), folder)


def mp3(recipe, folder):
    return encode.mp3(sound(recipe, folder))


def wav(recipe, folder):
    return encode.wav(sound(recipe, folder))


def picture(recipe, folder):
    """cover: the seed of the picture; a sound that has none is painted from its own."""
    return cover.paint(recipe.get("cover") or recipe["seed"])


def mp4(recipe, folder):
    """pieces, voices, cover; texts to be read in the film: title, author, domain, each may be left out."""
    texts = [recipe.get(name) or "" for name in ("title", "author", "domain")]
    return video.film(sound(recipe, folder), picture(recipe, folder), texts)


def played(recipe, folder):
    """pieces, voices: the notes by instrument (see notes)."""
    return json.dumps(notes.of(recipe["pieces"], recipe.get("voices"))).encode()


def effect(recipe, folder):
    """seed, text, tempo, key, loop, length, cover (see effects)."""
    return encode.mp3(effects.sound(recipe))


KINDS = {  # kind: what makes each of its files, by suffix
    "song": {"jpeg": picture, "mp3": mp3},
    "wav": {"wav": wav},
    "stem": {"mp3": mp3},
    "video": {"mp4": mp4},
    "picture": {"jpeg": picture},
    "notes": {"json": played},
    "sound": {"jpeg": picture, "mp3": effect},
}


def make(order):
    folder = Path(order["folder"])
    for suffix, content in KINDS[order["kind"]].items():
        write(folder / f"{order['id']}.{suffix}", content(order["recipe"], folder))


def read(text):
    """The order, or an end without a word: a server that is killed while it asks leaves it empty or cut."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        sys.exit(1)


if __name__ == "__main__":
    os.nice(5)  # the server comes first
    make(read(sys.stdin.read()))
