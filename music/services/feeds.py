"""A share as an RSS feed, as podcast players read it."""

import re

from django.utils.feedgenerator import Enclosure, Rss201rev2Feed

from ..media import names

MOST = 300
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
# There is no way to write these.
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Podcast(Rss201rev2Feed):
    def rss_attributes(self):
        return super().rss_attributes() | {"xmlns:itunes": ITUNES}

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        handler.addQuickElement("itunes:author", "Suno Studio")
        handler.addQuickElement("itunes:explicit", "false")
        handler.addQuickElement("itunes:block", "Yes")  # no directory lists it: the link is a secret
        handler.addQuickElement("itunes:category", attrs={"text": "Music"})
        if self.feed["picture"]:
            handler.addQuickElement("itunes:image", attrs={"href": self.feed["picture"]})

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("itunes:explicit", "false")
        if item["duration"]:
            handler.addQuickElement("itunes:duration", str(round(item["duration"])))
        if item["picture"]:
            handler.addQuickElement("itunes:image", attrs={"href": item["picture"]})


def written(share, songs, root):
    """As text; `root` is the absolute address below which the songs are."""
    title = clean(str(share))
    pictures = [_address(root, song, "cover") for song in songs if song.cover]
    feed = Podcast(
        title=title, link=f"{root}feed.xml", feed_url=f"{root}feed.xml", description=_note(share) or title,
        picture=next(iter(pictures), ""),
    )  # fmt: skip
    for song in songs[:MOST]:
        feed.add_item(
            title=clean(str(song)), link=_address(root, song, "audio"), description=clean(song.lyrics),
            unique_id=song.mark, unique_id_is_permalink=False, pubdate=song.made_at, duration=song.duration,
            picture=_address(root, song, "cover") if song.cover else "", enclosures=[_enclosure(root, song)],
        )  # fmt: skip
    return feed.writeString("utf-8")


def _enclosure(root, song):
    return Enclosure(_address(root, song, "audio"), str(song.size or 0), names.type_of(song.audio.name))


def _address(root, song, what):
    return f"{root}{song.number}/{what}?of={song.mark}"


def _note(share):
    return clean(share.playlist.note) if share.playlist else ""


def clean(text):
    return NO_XML.sub("", text)
