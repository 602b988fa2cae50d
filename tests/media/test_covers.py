import colorsys
import zlib
from io import BytesIO

from django.test import SimpleTestCase
from PIL import Image

from music.media import covers


def picture(kind="PNG", size=(200, 100), colour="red", mode="RGB", **options):
    buffer = BytesIO()
    Image.new(mode, size, colour).save(buffer, kind, **options)
    return buffer.getvalue()


def opened(data):
    return Image.open(BytesIO(data))


class CoverTests(SimpleTestCase):
    def test_it_makes_two_sizes(self):
        cover = covers.check_and_shrink(picture("JPEG", (3000, 1500)))
        self.assertEqual((opened(cover.full).format, opened(cover.full).size), ("JPEG", (1024, 512)))
        self.assertEqual((opened(cover.thumb).format, opened(cover.thumb).size), ("WEBP", (96, 96)))

    def test_it_never_enlarges_the_full_size(self):
        self.assertEqual(opened(covers.check_and_shrink(picture()).full).size, (200, 100))

    def test_it_takes_the_usual_kinds(self):
        for kind in ("PNG", "JPEG", "WEBP", "GIF"):
            with self.subTest(kind):
                self.assertEqual(covers.check_and_shrink(picture(kind)).hue, 1)

    def test_it_takes_every_mode(self):
        for mode, colour in {"L": 9, "P": 3, "RGBA": (9, 9, 9, 0), "LA": (9, 0), "1": 1, "I;16": 900}.items():
            with self.subTest(mode):
                self.assertTrue(covers.check_and_shrink(picture("PNG", mode=mode, colour=colour)).thumb)
        self.assertTrue(covers.check_and_shrink(picture("JPEG", mode="CMYK", colour=(1, 2, 3, 4))).thumb)

    def test_what_was_transparent_becomes_white(self):
        full = covers.check_and_shrink(picture(mode="RGBA", colour=(0, 0, 0, 0))).full
        self.assertEqual(opened(full).getpixel((5, 5)), (255, 255, 255))

    def test_it_turns_a_photo_upright_and_forgets_where_it_was_taken(self):
        exif = Image.Exif()
        exif[0x0112], exif[0x010E] = 6, "at home"
        full = covers.check_and_shrink(picture("JPEG", exif=exif.tobytes())).full
        self.assertEqual(opened(full).size, (100, 200))
        self.assertNotIn(b"at home", full)

    def test_it_refuses_what_is_no_picture(self):
        cut = picture("PNG", (900, 900))[:-40]
        svg = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
        for source in (b"", b"<html>", svg, b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0" + bytes(60), cut):
            with self.subTest(source[:20]), self.assertRaisesMessage(covers.NotPicture, "not a picture"):
                covers.check_and_shrink(source)

    def test_it_refuses_a_small_file_that_would_fill_the_memory(self):
        for side in (7000, 30000):
            header = b"IHDR" + side.to_bytes(4) * 2 + b"\x08\x02\0\0\0"
            start = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4) + header + zlib.crc32(header).to_bytes(4)
            with self.subTest(side), self.assertRaisesMessage(covers.NotPicture, "larger than 40 megapixels"):
                covers.check_and_shrink(start + picture()[33:])


class HueTests(SimpleTestCase):
    def test_pure_colours_have_the_hues_of_oklch(self):
        # 29°, 70°, 110°, 142°, 195°, 264°, 328°
        hues = {"red": 1, "orange": 2, "yellow": 4, "lime": 5, "cyan": 6, "blue": 9, "magenta": 11}
        for colour, hue in hues.items():
            with self.subTest(colour):
                self.assertEqual(covers.hue_of(Image.new("RGB", (96, 96), colour)), hue)

    def test_a_grey_picture_is_warm(self):
        for colour in ("black", "white", "gray", (120, 122, 125)):
            self.assertEqual(covers.hue_of(Image.new("RGB", (96, 96), colour)), 2)

    def test_a_colour_counts_more_than_a_large_grey_wall(self):
        wall = Image.new("RGB", (96, 96), (90, 85, 80))
        wall.paste("blue", (0, 0, 32, 32))
        self.assertEqual(covers.hue_of(wall), 9)

    def test_every_hue_stays_within_the_twelve(self):
        for step in range(60):
            colour = tuple(round(255 * part) for part in colorsys.hsv_to_rgb(step / 60, 1, 1))
            self.assertIn(covers.hue_of(Image.new("RGB", (9, 9), colour)), range(12))
