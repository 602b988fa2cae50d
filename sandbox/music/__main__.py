"""python -m sandbox.music: reads one order as JSON from standard input and writes its files, whole or not at all."""

import json
import os
import sys
from pathlib import Path

from . import cover, encode, song


def write(path, content):
    part = path.with_suffix(f"{path.suffix}.part")
    part.write_bytes(content)
    part.replace(path)


def make_song(folder, order):
    write(folder / f"{order['id']}.jpeg", cover.paint(order["recipe"]["cover"]))
    write(folder / f"{order['id']}.mp3", encode.mp3(song.sound(order["recipe"]["pieces"])))


KINDS = {"song": make_song}

if __name__ == "__main__":
    os.nice(5)  # the server comes first
    order = json.load(sys.stdin)
    KINDS[order["kind"]](Path(order["folder"]), order)
