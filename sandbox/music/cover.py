"""A square cover for a song, painted from a seed: a sky, a sun or moon, and hills, waves or a city below."""

import colorsys
import io
import math
import random

from PIL import Image, ImageDraw, ImageFilter

SIDE = 1024
HORIZON = 640
ACROSS = range(0, SIDE + 8, 8)


def paint(seed):
    """A JPEG of 1024 × 1024 pixels; the same seed paints the same."""
    rng = random.Random(f"cover {seed}")
    hue = rng.random()
    second = (hue + rng.choice((0.08, 0.12, 0.42, 0.55, 0.9))) % 1
    image = sky(hue, second, rng.random() < 0.4)
    light(image, rng, second)
    rng.choice((hills, waves, city))(ImageDraw.Draw(image), rng, hue)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=86)
    return out.getvalue()


def colour(hue, saturation, value):
    return tuple(int(255 * part) for part in colorsys.hsv_to_rgb(hue % 1, saturation, value))


def sky(hue, second, night):
    """A gradient from the top to the horizon, stars at night."""
    top, low = colour(hue, 0.75, 0.25 if night else 0.7), colour(second, 0.5, 0.75 if night else 1.0)
    strip = Image.new("RGB", (1, 256))
    strip.putdata(
        [tuple(int(a + (b - a) * row / 255) for a, b in zip(top, low, strict=True)) for row in range(256)]
    )
    image = strip.resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    if night:
        rng, draw = random.Random(hue), ImageDraw.Draw(image)
        for _ in range(140):
            x, y, size = rng.randrange(SIDE), rng.randrange(HORIZON), rng.choice((1, 1, 2, 3))
            draw.ellipse((x, y, x + size, y + size), fill=(255, 255, 255))
    return image


def light(image, rng, hue):
    """A sun, a moon or rings, with a glow around it."""
    x, y, radius = rng.randrange(250, 780), rng.randrange(220, 520), rng.randrange(90, 190)
    glow = Image.new("L", (SIDE // 4, SIDE // 4))
    reach = [(part - radius * 1.5) / 4 for part in (x, y)] + [(part + radius * 1.5) / 4 for part in (x, y)]
    ImageDraw.Draw(glow).ellipse(reach, fill=150)
    glow = glow.filter(ImageFilter.GaussianBlur(radius / 7)).resize((SIDE, SIDE))
    image.paste(colour(hue + 0.04, 0.25, 1.0), (0, 0, SIDE, SIDE), glow)
    draw, body = ImageDraw.Draw(image), colour(hue + 0.06, 0.18, 1.0)
    if rng.random() < 0.3:
        for ring in range(radius, 10, -26):
            draw.ellipse((x - ring, y - ring, x + ring, y + ring), outline=body, width=9)
    else:
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=body)


def layers(rng, hue):
    """(height of the horizon, colour) of each layer, from far to near."""
    count = rng.choice((3, 4, 5))
    return [
        (
            HORIZON + place * 330 // count,
            colour(hue + place * 0.015, 0.55 + place * 0.08, 0.62 - place * 0.5 / count),
        )
        for place in range(count)
    ]


def ridge(draw, fill, heights):
    """Fills all below a line, whose heights are given for each place of ACROSS."""
    draw.polygon([*zip(ACROSS, heights, strict=True), (SIDE, SIDE), (0, SIDE)], fill=fill)


def hills(draw, rng, hue):
    for level, fill in layers(rng, hue):
        parts = [(rng.uniform(0.002, 0.012), rng.uniform(0, 6), rng.uniform(10, 55)) for _ in range(3)]
        ridge(
            draw,
            fill,
            [level + sum(high * math.sin(wide * x + turn) for wide, turn, high in parts) for x in ACROSS],
        )


def waves(draw, rng, hue):
    for level, fill in layers(rng, hue):
        wide, turn, high = rng.uniform(0.012, 0.022), rng.uniform(0, 6), rng.uniform(14, 34)
        ridge(draw, fill, [level - high * abs(math.sin(wide * x + turn)) for x in ACROSS])


def city(draw, rng, hue):
    for level, fill in layers(rng, hue)[:3]:
        x = 0
        while x < SIDE:
            width, top = rng.randrange(40, 110), level - rng.randrange(0, 230)
            draw.rectangle((x, top, x + width, SIDE), fill=fill)
            for spot in range(rng.randrange(0, 9)):
                left, down = x + 8 + spot % 3 * 22, top + 14 + spot // 3 * 34
                if left + 10 < x + width:
                    draw.rectangle((left, down, left + 9, down + 14), fill=colour(hue + 0.5, 0.25, 1.0))
            x += width + rng.randrange(0, 14)
