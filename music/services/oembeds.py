"""What is told of a share to programs that show links as players."""

from django.utils.html import format_html

from . import shares

WIDTH, SONG, LIST = 480, 168, 352  # pixels


def told(share, address, asked):
    """`address` is absolute; `asked` may have `maxwidth` and `maxheight`."""
    songs = shares.songs(share)
    width = _most(asked.get("maxwidth"), WIDTH)
    height = _most(asked.get("maxheight"), LIST if share.playlist_id else SONG)
    html = format_html(
        '<iframe src="{}embed/" width="{}" height="{}" title="{}" frameborder="0" loading="lazy"></iframe>',
        address, width, height, share,
    )  # fmt: skip
    about = {
        "version": "1.0", "type": "rich", "title": str(share), "provider_name": "Suno Studio",
        "cache_age": 3600, "html": html, "width": width, "height": height,
    }  # fmt: skip
    first = next((song for song in songs if song.cover), None)
    if first:
        picture = f"{address}{first.number}/cover?of={first.mark}"
        about |= {"thumbnail_url": picture, "thumbnail_width": 1024, "thumbnail_height": 1024}
    return about


def _most(text, wanted):
    """In pixels, at least so many that the button fits."""
    is_number = text and text.isascii() and text.isdigit() and len(text) < 6
    return min(wanted, max(int(text), 80)) if is_number else wanted
