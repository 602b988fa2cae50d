"""The versions, and what each takes, by operation. Lengths in code points, durations in seconds.

The numbers are those of the provider's pages of August to October 2026. Read them through
`music.catalogue`, which can lay an administrator's corrections over them.
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
    """What one operation takes with one version. Lengths are maxima; `None` means that the field
    is not taken, except for `negative_tags`, where it means that no limit is published."""

    prompt: int
    style: int
    title: int
    simple_prompt: int | None = None
    lyrics: int | None = None
    negative_tags: int | None = None
    duration: tuple[int, int] | None = None
    variety: tuple[int, int] | None = None
    persona_model: bool = False


DURATION = (10, 360)
V6_GENERATE = Limits(
    prompt=5000,
    style=1000,
    title=80,
    simple_prompt=3000,
    lyrics=5000,
    negative_tags=1000,  # Only the sister service publishes this one; KIE names no limit.
    duration=DURATION,
    variety=(0, 4),
    persona_model=True,
)
V4_5_GENERATE = Limits(prompt=5000, style=1000, title=80, simple_prompt=3000)

GENERATE = {  # Every title is at most 80 here; extend has a table of its own.
    ModelVersion.V6: V6_GENERATE,
    ModelVersion.V6_MINI: V6_GENERATE,
    ModelVersion.V6_WILD: V6_GENERATE,
    ModelVersion.V5_5: replace(V4_5_GENERATE, duration=DURATION, persona_model=True),
    ModelVersion.V5: replace(V4_5_GENERATE, persona_model=True),
    ModelVersion.V4_5PLUS: V4_5_GENERATE,
    ModelVersion.V4_5ALL: V4_5_GENERATE,
    ModelVersion.V4_5: V4_5_GENERATE,
    ModelVersion.V4: Limits(prompt=3000, style=200, title=80, simple_prompt=3000),
}

V6_EXTEND = Limits(prompt=5000, style=1000, title=100, lyrics=5000, variety=(0, 4), persona_model=True)

EXTEND = {  # No duration: how much longer the song gets is not ours to say.
    ModelVersion.V6: V6_EXTEND,
    ModelVersion.V6_MINI: V6_EXTEND,
    ModelVersion.V6_WILD: V6_EXTEND,
    ModelVersion.V5_5: Limits(prompt=5000, style=1000, title=100, persona_model=True),
    ModelVersion.V5: Limits(prompt=5000, style=1000, title=100, persona_model=True),
    ModelVersion.V4_5PLUS: Limits(prompt=5000, style=1000, title=100),
    ModelVersion.V4_5ALL: Limits(prompt=5000, style=1000, title=80),
    ModelVersion.V4_5: Limits(prompt=5000, style=1000, title=100),
    ModelVersion.V4: Limits(prompt=3000, style=200, title=80),
}

LIMITS = {"generate": GENERATE, "extend": EXTEND}
