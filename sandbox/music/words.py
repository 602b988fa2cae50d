"""Words for a song, invented from the words that were given: a title, tags, lyrics; and the seed of its notes."""

import hashlib
import random
import re

SMALL = "a an and are as at be but by for from in into is it its my of on or our so that the their this to up with you your"
PLAIN = {*SMALL.split(), "about", "song", "music", "make", "me", "write", "track", "some", "very"}
LINES = (
    "{a} is calling from the other side of {b}",
    "I kept a little {a} to carry through the night",
    "Tell me where the {a} goes when the {b} is gone",
    "We were {a} and {b}, we were nearly home",
    "Every road remembers {a}",
    "There is {a} in the window and {b} on the stairs",
    "Hold the {a} a little longer",
    "Nobody told the {b} to wait",
    "Morning finds the {a} where we left it",
    "You said {a}, and I heard {b}",
)
HOOKS = (
    "Oh {a}, stay with me, {a}",
    "{a}, {a}, all the way to {b}",
    "Sing it for the {a}, sing it for the {b}",
    "We will be {a} again",
    "Give me {a}, give me {b}, give me one more day",
)
SPARE = ["river", "lantern", "summer", "harbour", "silver", "winter", "garden", "distance"]


def seed(*parts):
    """One text that differs as soon as one word does."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def length(seed_text):
    """Seconds, when nobody asked for a length: 32 to 48."""
    return random.Random(f"length {seed_text}").randrange(320, 481) / 10


def themes(text):
    """The words of a text worth singing about, in their order, each once."""
    found = re.findall(r"[^\W\d_][\w'’-]*", text.lower())
    return list(dict.fromkeys(word for word in found if word not in PLAIN and len(word) > 2))


def title(text):
    """At most four of the words, for a song without a title."""
    return " ".join(word.capitalize() for word in themes(text)[:4])[:80] or "Untitled"


def tags(text):
    return ", ".join(themes(text)[:5])


def lyrics(text, take):
    """Two verses and a chorus about the words of a text."""
    rng = random.Random(f"lyrics {take} {text}")
    subjects = themes(text)[:8] or SPARE
    subjects += rng.sample(SPARE, 2)

    def line(template):
        first, second = rng.sample(subjects, 2)
        sung = template.format(a=first, b=second)
        return sung[0].upper() + sung[1:]

    lines, hook = rng.sample(LINES, 8), [line(template) for template in rng.sample(HOOKS, 2)]
    chorus = ["[Chorus]", *hook, *hook]
    verses = [["[Verse]", *map(line, lines[:4])], chorus, ["[Verse 2]", *map(line, lines[4:])], chorus]
    return "\n\n".join("\n".join(verse) for verse in verses)
