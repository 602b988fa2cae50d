"""Arithmetic on whole stretches of 16-bit sound at once, without numpy.

A stretch is one big integer with a sample in every 16 bits, lifted by 0x8000 so that none is negative; Python adds such
integers at the speed of C. Sums must stay within 16 bits, which the levels of the voices see to.
"""

LIFT = 0x8000
BLOCK = 1 << 20  # bytes taken at once: long songs need no more memory than that


def lifted(sound):
    """(the integer, the integer of silence) of little-endian signed 16-bit samples."""
    silence = int.from_bytes(LIFT.to_bytes(2, "little") * (len(sound) // 2), "little")
    return int.from_bytes(sound, "little") ^ silence, silence


def lowered(number, silence, size):
    return (number ^ silence).to_bytes(size, "little")


def mix(sounds):
    """The sum of sounds of the same length in bytes."""
    starts = range(0, len(sounds[0]), BLOCK)
    return b"".join(mix_block([sound[start : start + BLOCK] for sound in sounds]) for start in starts)


def mix_block(sounds):
    first, silence = lifted(sounds[0])
    total = first + sum(lifted(sound)[0] - silence for sound in sounds[1:])
    return lowered(total, silence, len(sounds[0]))


def halved(sound):
    """The same at half the level."""
    number, silence = lifted(sound)
    half = int.from_bytes(b"\xff\x7f" * (len(sound) // 2), "little")
    return lowered(((number >> 1) & half) + (silence >> 1), silence, len(sound))


def delayed(sound, samples):
    """The same, later, cut to the same length."""
    return (bytes(2 * samples) + sound)[: len(sound)]
