"""The versions, and what each takes, by operation. Lengths in code points, durations in seconds.

The numbers are those of the provider's pages of August to October 2026. Read them through
`music.catalogue`, which can lay an administrator's corrections over them. Words to choose from are
in `choices.py`.
"""

import enum
from dataclasses import dataclass, replace

from .words import gettext_noop as _


class ModelVersion(enum.StrEnum):
    """The provider's name of a version, in the order to show: current ones first."""

    V6 = "V6"
    V6_MINI = "V6_MINI"
    V6_WILD = "V6_WILD"
    V5_5 = "V5_5"
    V5 = "V5"
    V4_5PLUS = "V4_5PLUS"
    V4_5ALL = "V4_5ALL"
    V4_5 = "V4_5"
    V4 = "V4"

    @property
    def label(self):
        """The name people use, "V4.5+"; it is the same in every language."""
        return LABELS[self]

    @property
    def is_v6(self):
        """Whether the rules of the V6 family hold: lyrics, variety, custom mode by any one field."""
        return self.value.startswith("V6")

    @property
    def is_discontinued(self):
        """Marked so by the provider since September 2026; it still takes them."""
        return not self.is_v6

    @property
    def good_at(self):
        """One short line of ours to choose by; English, marked for translation."""
        return GOOD_AT[self]


LABELS = {
    ModelVersion.V6: "V6",
    ModelVersion.V6_MINI: "V6 Mini",
    ModelVersion.V6_WILD: "V6 Wild",
    ModelVersion.V5_5: "V5.5",
    ModelVersion.V5: "V5",
    ModelVersion.V4_5PLUS: "V4.5+",
    ModelVersion.V4_5ALL: "V4.5 All",
    ModelVersion.V4_5: "V4.5",
    ModelVersion.V4: "V4",
}


def label_of(name):
    """The label of the version of this name; the name itself where there is none such (any more)."""
    return LABELS.get(name, name)


GOOD_AT = {
    ModelVersion.V6: _("The general choice, up to six minutes"),
    ModelVersion.V6_MINI: _("Light and fast, for sketches"),
    ModelVersion.V6_WILD: _("More experimental, for surprises"),
    ModelVersion.V5_5: _("The last before V6, with a length you choose"),
    ModelVersion.V5: _("To go on with songs made with V5"),
    ModelVersion.V4_5PLUS: _("To go on with songs made with V4.5+"),
    ModelVersion.V4_5ALL: _("To go on with songs made with V4.5 All"),
    ModelVersion.V4_5: _("To go on with songs made with V4.5"),
    ModelVersion.V4: _("To go on with songs made with V4, up to four minutes"),
}


@dataclass(frozen=True)
class Limits:
    """What one operation takes, with one version where it has versions.

    Texts: the greatest length; None where no limit is published, or where there is no such field.
    Pairs: the least and the greatest value. For `lyrics`, `simple_prompt` (what `prompt` takes
    outside custom mode), pairs and switches, None or False means "not taken with this version".
    """

    prompt: int | None = None
    style: int | None = None
    title: int | None = None
    simple_prompt: int | None = None
    lyrics: int | None = None
    negative_tags: int | None = None
    tags: int | None = None
    author: int | None = None
    domain_name: int | None = None
    duration: tuple[int, int] | None = None
    variety: tuple[int, int] | None = None
    sound_tempo: tuple[int, int] | None = None  # beats a minute
    vocal_range: tuple[int, int] | None = None  # seconds from vocal_start to vocal_end
    section: tuple[int, float] | None = None  # at least so many seconds, at most this share of the song
    source_seconds: int | None = None  # of the sound that is handed over
    source_bytes: int | None = None
    image_urls: int | None = None  # how many addresses of pictures, films and sounds to go by
    video_urls: int | None = None
    audio_urls: int | None = None
    vocal_gender: bool = False
    weights: bool = False  # style_weight, weirdness_constraint and audio_weight, 0 to 1 in hundredths
    persona: bool = False  # persona_id
    persona_model: bool = False  # knows voices beside style personas, and wants to be told which


def by_version(v6, v5_5, v5, v4_5plus, v4_5all, v4_5, v4):
    """A table of all versions; those of the V6 family take the same."""
    family = dict.fromkeys((ModelVersion.V6, ModelVersion.V6_MINI, ModelVersion.V6_WILD), v6)
    older = (v5_5, v5, v4_5plus, v4_5all, v4_5, v4)
    return family | dict(zip(list(ModelVersion)[3:], older, strict=True))


DURATION, VARIETY, TEMPO = (10, 360), (0, 4), (1, 300)
SONG = Limits(prompt=5000, style=1000, vocal_gender=True, weights=True, persona=True)
V4 = replace(SONG, prompt=3000, style=200)
V5 = replace(SONG, persona_model=True)
V6 = replace(V5, lyrics=5000, variety=VARIETY)


def titled(limits, title, **more):
    return replace(limits, title=title, **more)


def generated(limits, **more):  # Every title is at most 80 here.
    return titled(limits, 80, simple_prompt=3000, **more)


GENERATE = by_version(
    # Only the sister service publishes a limit for negative tags; KIE names none.
    # The number of sounds is the sister's too: ten attachments in all.
    v6=generated(V6, negative_tags=1000, duration=DURATION, image_urls=5, video_urls=1, audio_urls=10),
    v5_5=generated(V5, duration=DURATION),
    v5=generated(V5),
    v4_5plus=generated(SONG),
    v4_5all=generated(SONG),
    v4_5=generated(SONG),
    v4=generated(V4),
)

EXTEND = by_version(  # No duration: how much longer the song gets is not ours to say.
    v6=titled(V6, 100),
    v5_5=titled(V5, 100),
    v5=titled(V5, 100),
    v4_5plus=titled(SONG, 100),
    v4_5all=titled(SONG, 80),
    v4_5=titled(SONG, 100),
    v4=titled(V4, 80),
)

EIGHT_MINUTES = 480
SISTER_SOURCE_SECONDS = {ModelVersion.V4_5ALL: 60}
"""The sister service alone takes less with this version, where a source's length is limited at all."""

UPLOAD_EXTEND = {version: replace(limits, source_seconds=EIGHT_MINUTES) for version, limits in EXTEND.items()}


def covered(limits, title, **more):
    return titled(limits, title, source_seconds=EIGHT_MINUTES, **more)


UPLOAD_COVER = by_version(  # The documents of V6 have no simple mode.
    v6=covered(V6, 80, duration=DURATION),
    v5_5=covered(V5, 100, simple_prompt=500, duration=DURATION),
    v5=covered(V5, 100, simple_prompt=500),
    v4_5plus=covered(SONG, 100, simple_prompt=500),
    v4_5all=covered(SONG, 80, simple_prompt=500),
    v4_5=covered(SONG, 100, simple_prompt=500),
    v4=covered(V4, 80, simple_prompt=500),
)


def mashed(limits, **more):
    """Personas came with V6; later pages allow 100 for some older titles, earlier ones 80 for all."""
    return titled(replace(limits, persona=False, persona_model=False), 80, simple_prompt=500, **more)


MASHUP = by_version(
    v6=titled(V6, 100, duration=DURATION),
    v5_5=mashed(V5, duration=DURATION),
    v5=mashed(V5),
    v4_5plus=mashed(SONG),
    v4_5all=mashed(SONG),
    v4_5=mashed(SONG),
    v4=mashed(V4),
)

SECTION = Limits(section=(10, 0.5))
V6_SECTION = replace(V6, prompt=None, style=None, section=SECTION.section)
REPLACE_SECTION = by_version(V6_SECTION, SECTION, SECTION, SECTION, SECTION, SECTION, SECTION)

V4_5PLUS_AND_LATER = list(ModelVersion)[:6]
# Only the sister service publishes a limit for the title of an added part.
ADDED = Limits(title=100, negative_tags=200, vocal_gender=True, weights=True)


def added(**texts):
    """What is added to a recording: no version before V4.5+, and no personas."""
    older = replace(ADDED, **texts)
    newer = replace(older, lyrics=5000, variety=VARIETY)
    return {version: newer if version.is_v6 else older for version in V4_5PLUS_AND_LATER}


SOUNDS = dict.fromkeys(list(ModelVersion)[:5], Limits(prompt=500, sound_tempo=TEMPO))

LIMITS = {
    "generate": GENERATE,
    "extend": EXTEND,
    "upload-cover": UPLOAD_COVER,
    "upload-extend": UPLOAD_EXTEND,
    "add-instrumental": added(tags=1000),
    "add-vocals": added(prompt=5000, style=1000),
    "replace-section": REPLACE_SECTION,
    "mashup": MASHUP,
    "sounds": SOUNDS,
    # From here on no version is chosen.
    "cover-image": {None: Limits()},
    "persona": {None: Limits(vocal_range=(10, 30))},
    "lyrics": {None: Limits(prompt=200)},
    "timestamped-lyrics": {None: Limits()},
    "style-boost": {None: Limits()},
    "wav": {None: Limits()},
    "stems": {None: Limits(source_bytes=20_000_000)},  # of an uploaded file
    "midi": {None: Limits()},
    "video": {None: Limits(author=50, domain_name=50)},
    "recovery": {None: Limits()},
    "voice-phrase": {None: Limits()},
    "voice-again": {None: Limits()},
    "voice": {None: Limits()},
    "voice-check": {None: Limits()},
}
"""By slug, and by version or None."""
