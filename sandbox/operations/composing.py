"""Recipes of songs: composed pieces, and the words for them."""

from ..music import words


def composed(seed, take, length, **more):
    """A piece that is composed; `more` may name key (the seed of key and tempo), mood, lyrics, gender, opening, over."""
    plain = {
        "seed": seed,
        "take": take,
        "mood": "",
        "length": length,
        "lyrics": "",
        "gender": "",
        "opening": True,
        "until": None,
    }
    piece = plain | more
    return piece | {"sung": bool(piece["lyrics"])}


def lyrics(given, theme, take, sung=True):
    """What is sung: the given words, else some about the theme; nothing in an instrumental."""
    return (given or words.lyrics(theme, take)) if sung else ""


def about(title, tags, prompt, duration):
    """What answers tell of a song."""
    return {"title": title, "tags": tags, "prompt": prompt, "duration": round(duration, 2)}


def recipe(pieces, cover):
    """`cover` is the seed of the picture."""
    return {"pieces": pieces, "cover": cover}
