"""Where a sound file can be read from: with these places a browser decodes any part of it alone, to the sample.

MP3 and WAV only. Places are `STEP` samples apart, so that a table for three minutes has about 900 numbers.
"""

import base64
import struct
from dataclasses import asdict, dataclass

STEP = 9216  # samples: eight frames of an MPEG-1 file, sixteen of an MPEG-2 one
LEAD = 1  # steps that a decoder has to hear before what it shall play: an MP3 frame builds on those before it
LARGEST = 128 * 1024**2  # bytes of an MP3 whose frames are counted here
DECODER_DELAY = 529  # samples by which every MP3 decoder is late
BITRATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}  # thousands a second, of layer III
RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
TAGGED = (b"LAME", b"Lavf", b"Lavc")  # encoders that say how much silence they put before the sound


class NotSeekable(Exception):
    """No file whose parts can be decoded alone."""


@dataclass(frozen=True)
class Places:
    """`places`: byte offsets, one each `step` samples, the last where the sound ends; `samples` in all, of which the
    first `skip` are no part of the song. `head` (Base64) goes before any part; a decoder wants `lead` steps more."""

    rate: int
    step: int
    samples: int
    skip: int
    lead: int
    head: str
    places: list[int]

    def as_dict(self):
        return asdict(self)


def places(file) -> Places:
    """Of an open file, from its beginning."""
    start = file.read(12)
    if start[:4] == b"RIFF" and start[8:] == b"WAVE":
        return _of_wav(file)
    content = start + file.read(LARGEST)
    if len(content) > LARGEST:
        raise NotSeekable("Too large.")
    return _of_mp3(content)


# WAV


def _of_wav(file):
    form, size, data = _chunks(file)
    if len(form) < 16:
        raise NotSeekable("It does not say how its samples are written.")
    rate, block = struct.unpack_from("<I", form, 4)[0], struct.unpack_from("<H", form, 12)[0]
    if not rate or not block:
        raise NotSeekable("It does not say how its samples are written.")
    samples = size // block
    offsets = [data + place * block for place in [*range(0, samples, STEP), samples]]
    head = b"RIFF\0\0\0\0WAVEfmt " + struct.pack("<I", len(form)) + form + b"data\0\0\0\0"
    return Places(rate, STEP, samples, 0, 0, base64.b64encode(head).decode(), offsets)


def _chunks(file):
    """(the format, bytes of sound, where they begin)."""
    form, position = b"", 12
    while len(head := file.read(8)) == 8:
        name, size = struct.unpack("<4sI", head)
        position += 8
        if name == b"data":
            end = file.seek(0, 2)
            return form, min(size, end - position), position
        if name == b"fmt ":
            form = file.read(min(size, 64))
        position += size + size % 2
        file.seek(position)
    raise NotSeekable("There is no sound in it.")


# MP3


@dataclass(frozen=True)
class Frame:
    version: int
    rate: int
    length: int
    samples: int
    side: int  # bytes of side information after the four of its head


def _frame(content, at):
    """The frame whose head stands here; None where none does."""
    if at + 4 > len(content):
        return None
    head = int.from_bytes(content[at : at + 4])
    version, layer = head >> 19 & 3, head >> 17 & 3
    bitrate, rate = head >> 12 & 15, head >> 10 & 3
    if head >> 21 != 0x7FF or version == 1 or layer != 1 or bitrate in (0, 15) or rate == 3:
        return None
    samples = 1152 if version == 3 else 576
    hertz = RATES[version][rate]
    length = samples // 8 * BITRATES[3 if version == 3 else 2][bitrate] * 1000 // hertz + (head >> 9 & 1)
    is_mono = head >> 6 & 3 == 3
    side = (17 if is_mono else 32) if version == 3 else (9 if is_mono else 17)
    return Frame(version, hertz, length, samples, side)


def _of_mp3(content):
    at = _first(content)
    first = _frame(content, at)
    skip, is_about = _told(content, at, first)
    at += first.length if is_about else 0
    each, offsets, count = STEP // first.samples, [], 0
    while (frame := _frame(content, at)) and at + frame.length <= len(content):
        if (frame.rate, frame.version) != (first.rate, first.version):
            raise NotSeekable("It changes its form on the way.")
        if count % each == 0:
            offsets.append(at)
        at += frame.length
        count += 1
    if not count:
        raise NotSeekable("There is no sound in it.")
    return Places(first.rate, STEP, count * first.samples, skip, LEAD, "", [*offsets, at])


def _first(content):
    """Where the first frame stands: after a tag, and with another behind it."""
    at = 0
    while content[at : at + 3] == b"ID3" and len(content) >= at + 10:
        size = 0
        for byte in content[at + 6 : at + 10]:
            size = size << 7 | byte & 127
        at += 10 + size + (10 if content[at + 5] & 16 else 0)
    for place in range(at, min(at + 65_536, len(content))):
        if (
            content[place] == 255
            and (frame := _frame(content, place))
            and _frame(content, place + frame.length)
        ):
            return place
    raise NotSeekable("It is no MP3.")


def _told(content, at, frame):
    """(samples of silence before the sound, whether this frame is about the file and no sound)."""
    tag = at + 4 + frame.side
    if content[at + 36 : at + 40] == b"VBRI":
        return 0, True
    if content[tag : tag + 4] not in (b"Xing", b"Info"):
        return 0, False
    flags = content[tag + 7]
    encoder = (
        tag + 8 + 4 * bool(flags & 1) + 4 * bool(flags & 2) + 100 * bool(flags & 4) + 4 * bool(flags & 8)
    )
    if content[encoder : encoder + 4] not in TAGGED:
        return 0, True
    return (int.from_bytes(content[encoder + 21 : encoder + 24]) >> 12) + DECODER_DELAY, True
