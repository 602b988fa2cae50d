"""A film of a song: its cover, its texts, and its loudness from beginning to end, lit up as far as it has come."""

import io
import tempfile
from array import array
from fractions import Fraction
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from .timbres import RATE

try:
    import av
except ImportError:  # optional: all but films can be made without it
    av = None

WIDTH, HEIGHT, FPS = 640, 360, 4
COVER = 240
BARS = 96
LIT, DIM = (255, 255, 255), (150, 150, 160)


def film(sound, picture, texts):
    """An MP4 (H.264 where there is an encoder for it, AAC) of samples, a JPEG, and lines of text, which may be empty."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        with av.open(path, "w", options={"movflags": "faststart"}) as media:
            encode(media, sound, scene(picture, texts))
        return path.read_bytes()


def encode(media, sound, image):
    pictures, voice = streams(media)
    heights, size = loudness(sound), RATE // FPS
    count = -(-len(sound) // (2 * size))
    for place in range(count):
        draw_bars(image, heights, (place + 1) / count)
        frame = av.VideoFrame.from_image(image)
        frame.pts, frame.time_base = place, Fraction(1, FPS)
        media.mux(pictures.encode(frame))
        media.mux(voice.encode(stretch(sound, place * size, size)))
    for stream in (pictures, voice):
        media.mux(stream.encode(None))


def streams(media):
    is_h264 = "libx264" in av.codecs_available
    options = {"preset": "ultrafast", "tune": "stillimage", "crf": "27"} if is_h264 else {}
    pictures = media.add_stream("libx264" if is_h264 else "mpeg4", rate=FPS, options=options)
    pictures.width, pictures.height, pictures.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    pictures.gop_size = 5 * FPS
    return pictures, media.add_stream("aac", rate=RATE, layout="mono", bit_rate=96_000)


def stretch(sound, start, count):
    """So many samples from `start` on, fewer at the end, as a frame for the encoder."""
    part = sound[2 * start : 2 * (start + count)]
    frame = av.AudioFrame(format="s16", layout="mono", samples=len(part) // 2)
    frame.planes[0].update(part + bytes(frame.planes[0].buffer_size - len(part)))
    frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
    return frame


def scene(picture, texts):
    """The still of the film: the cover on the left and, blurred, behind all; the texts beside it."""
    cover = Image.open(io.BytesIO(picture)).convert("RGB")
    ground = cover.resize((WIDTH // 8, WIDTH // 8)).crop((0, 17, WIDTH // 8, 17 + HEIGHT // 8))
    ground = ground.filter(ImageFilter.GaussianBlur(4)).resize((WIDTH, HEIGHT))
    image = Image.blend(ground, Image.new("RGB", (WIDTH, HEIGHT)), 0.6)
    image.paste(cover.resize((COVER, COVER)), (32, 28))
    draw, top = ImageDraw.Draw(image), 60
    for text, size in zip(texts, (28, 18, 14), strict=False):
        font = ImageFont.load_default(size)
        for line in wrapped(text, font, WIDTH - COVER - 88):
            draw.text((COVER + 56, top), line, LIT if size == 28 else DIM, font)
            top += size + 8
        top += 10
    return image


def wrapped(text, font, width):
    """At most three lines of a text that fit into so many pixels."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > width:
            longer = word
            lines.append("")
        while font.getlength(longer) > width:
            longer = longer[:-1]
        lines[-1] = longer
    return lines[:3]


def loudness(sound):
    """The loudness of each of BARS parts of a song, 0 to 1."""
    values = array("h", sound)
    size = max(1, len(values) // BARS)
    peaks = [max(values[size * place : size * (place + 1) : 7], default=0) for place in range(BARS)]
    return [peak / max(1, *peaks) for peak in peaks]


def draw_bars(image, heights, share):
    """The bars along the foot of the picture, those of the first share of the song lit."""
    draw, pace = ImageDraw.Draw(image), (WIDTH - 64) / BARS
    for place, height in enumerate(heights):
        left, half = 32 + place * pace, 2 + 22 * height
        fill = LIT if place < share * BARS else DIM
        draw.rectangle((left, 312 - half, left + pace - 2, 312 + half), fill=fill)
