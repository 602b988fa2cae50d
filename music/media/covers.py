"""Covers: checked, shrunk, freed of what a camera wrote into them, and asked for their colour."""

import math
import struct
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

FORMATS = ["JPEG", "PNG", "WEBP", "GIF"]
MAX_PIXELS = 40_000_000  # 160 MB while open
FULL, THUMB = 1024, 96  # pixels
GREY = 0.04  # OKLab chroma under which a colour has no hue to speak of; pure colours have about 0.25
COLOURFUL = 0.02  # share of an all-pure picture that colour must reach to tint a page
WARM = 2  # 60°, beside the studio's own amber


class NotPicture(Exception):
    """This cannot be used as a cover; the text says why, for a person."""


@dataclass(frozen=True)
class Cover:
    """A JPEG of at most 1024 pixels a side, a square WEBP of 96 pixels, the hue in steps of 30° (0–11)."""

    full: bytes
    thumb: bytes
    hue: int


def check_and_shrink(source: bytes) -> Cover:
    """Make the two sizes of a JPEG, PNG, WEBP or GIF; NotPicture for anything else and for gigantic ones."""
    picture = _open(source)
    thumb = ImageOps.fit(picture, (THUMB, THUMB))
    picture.thumbnail((FULL, FULL))
    return Cover(_bytes(picture, "JPEG", quality=88), _bytes(thumb, "WEBP", quality=80), hue_of(thumb))


def hue_of(picture: Image.Image) -> int:
    """The hue that most of the colour has, as OKLCH counts it, in steps of 30°; 2 for a grey picture.

    Every pixel speaks with its chroma, so that a small bright flower outweighs a large brownish wall.
    """
    votes, small = [0.0] * 12, picture.convert("RGB").resize((32, 32))
    data = small.tobytes()
    for index in range(0, len(data), 3):
        a, b = _oklab(*data[index : index + 3])
        chroma = math.hypot(a, b)
        if chroma > GREY:
            votes[round(math.degrees(math.atan2(b, a)) / 30) % 12] += chroma
    return votes.index(max(votes)) if sum(votes) > COLOURFUL * 0.25 * 32 * 32 else WARM


def _open(source):
    """The whole picture, upright and in RGB."""
    try:
        picture = Image.open(BytesIO(source), formats=FORMATS)
        if picture.width * picture.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        picture.draft("RGB", (FULL * 2, FULL * 2))  # a JPEG is shrunk while it is decoded
        return _flat(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError as error:  # Pillow's own limit is far higher
        raise NotPicture(f"The picture is larger than {MAX_PIXELS // 1_000_000} megapixels.") from error
    except (OSError, SyntaxError, ValueError, EOFError, struct.error) as error:
        raise NotPicture("This is not a picture in JPEG, PNG, WEBP or GIF.") from error


def _flat(picture):
    """RGB, on white where it was transparent."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    picture = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")


def _bytes(picture, kind, **options):
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def _oklab(red, green, blue):
    """The two colour axes of OKLab (B. Ottosson, 2020) for sRGB values of 0–255; lightness is not needed."""
    r, g, b = LINEAR[red], LINEAR[green], LINEAR[blue]
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


LINEAR = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (n / 255 for n in range(256))]
