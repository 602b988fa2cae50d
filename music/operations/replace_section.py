"""A part of a song, made anew: the rest stays as it is."""

import math

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .. import catalogue
from ..media import timed
from ..models import TimedLyrics, Track, Upload
from . import base_form, fields
from .song_forms import SongForm, default_version
from .songs import MusicOperation, chosen, sung

SUGGESTED = 20  # seconds of a part, in the middle of the song, until a person chooses
UNSUNG = "[Instrumental]"  # the words that the provider demands where nobody sings


class ReplaceSectionForm(SongForm):
    slug = "replace-section"

    infill_start_s = fields.SecondsField(label=pgettext_lazy("a moment", "From"), required=False)
    infill_end_s = fields.SecondsField(label=pgettext_lazy("a moment", "To"), required=False)
    prompt = fields.TextField(
        label=_("Words of the new part"), limit="lyrics",
        help_text=_("Sung as written; [Instrumental] where nobody sings"),
    )  # fmt: skip
    full_lyrics = fields.TextField(
        label=_("The whole song’s words, as they will be"), help_text=_("The new part included")
    )
    tags = fields.StyleField(label=_("Style of the new part"), limit="tags")
    model = fields.VersionField(slug)
    style = lyrics = instrumental = None

    field_order = ("submission", "infill_start_s", "infill_end_s", "prompt", "full_lyrics", "tags", "title")
    extras = ("negative_tags", *SongForm.extras)
    of_source = ("infill_start_s", "infill_end_s", "full_lyrics")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["model"].required = self.is_of_upload

    @property
    def source(self):
        return self.sources[0]

    @property
    def is_of_upload(self):
        """Then a version is chosen; a track's own goes without saying."""
        return isinstance(self.source, Upload)

    @property
    def settled(self):
        return () if self.is_of_upload else ("model",)

    @property
    def takes_taste(self):
        """Whether voice, weights and persona can be chosen: with one version at the least."""
        if self.is_of_upload:
            return True
        return catalogue.limits_of(self.slug, default_version(self.slug, self.source)).weights

    def suggestions(self):
        song = self.source
        start, end = suggested_part(song.duration, part_limits(song))
        return {
            "model": default_version(self.slug, song),
            "title": song.title,
            "tags": song.style,
            "infill_start_s": start,
            "infill_end_s": end,
            "full_lyrics": self.words_before,
            "prompt": UNSUNG if song.is_instrumental else "",
        }

    @property
    def words_before(self):
        """The song's words as they are: what the change is seen against."""
        if self.source.is_instrumental:
            return UNSUNG
        return self.source.lyrics or words_as_sung(self.source)

    @property
    def part(self):
        """(the least, the most) seconds of a part of this song."""
        return part_limits(self.source)

    @property
    def part_fields(self):
        return [self["infill_start_s"], self["infill_end_s"]]

    @property
    def end(self):
        """Of the song, in seconds that can be written down; None where its length is not known."""
        return in_hundredths(self.source.duration) if self.source.duration else None

    def clean(self):
        if not self.is_of_upload:
            self.cleaned_data["model"] = default_version(self.slug, self.source)
        return super().clean()

    def check_song(self, version, limits):
        self.need("prompt", _("Write what is sung in the new part."))
        self.need("full_lyrics", _("The provider needs the words of the whole song, the new part included."))
        self.need("tags", _("Say how the new part should sound."))
        self.need("title", _("Give the changed song a title."))
        self.check_part()
        if not limits.weights:
            self.drop("vocal_gender", "style_weight", "weirdness_constraint", "audio_weight")
        super().check_song(version, limits)

    def check_part(self):
        names = ("infill_start_s", "infill_end_s")
        start, end = (self.cleaned_data.get(name) for name in names)
        if any(name in self.errors for name in names):
            return
        if start is None:
            self.add_error("infill_start_s", _("Choose where the new part begins."))
        if end is None:
            self.add_error("infill_end_s", _("Choose where the new part ends."))
        elif start is not None and (wrong := self.wrong_part(start, end)):
            self.add_error("infill_end_s", wrong)

    def wrong_part(self, start, end):
        least, most = self.part
        length = round(end - start, 2)
        if self.end is not None and end > self.end:
            return _("The song ends at {end}.").format(end=fields.moment(self.end))
        if length < least:
            return _("The new part has to be at least {least} s long.").format(least=least)
        if most is not None and length > most:
            message = _("The new part can be at most half of the song: {most}.")
            return message.format(most=fields.moment(most))
        return ""

    @classmethod
    def why_not(cls, song, account):
        return cls.why_not_sent(song, account) or too_short(song)

    @classmethod
    def why_not_sent(cls, song, account):
        return base_form.in_trash(song) if isinstance(song, Upload) else super().why_not(song, account)

    @classmethod
    def initial_from(cls, job):
        known = super().initial_from(job)
        moments = {name: known[name] for name in ("infill_start_s", "infill_end_s") if known.get(name)}
        return known | {name: fields.moment(value) for name, value in moments.items()}


def part_limits(song):
    """(the least, the most) seconds of a part; None for the most where the song's length is not known."""
    least, share = catalogue.limits_of("replace-section", default_version("replace-section", song)).section
    return least, in_hundredths(song.duration * share) if song.duration else None


def in_hundredths(seconds):
    """Not a hundredth too many."""
    return math.floor(round(seconds * 100, 3)) / 100


def too_short(song):
    least, most = part_limits(song)
    if most is None or most >= least:
        return ""
    message = _("It is too short: a part has {least} s at the least, and half of the song at the most.")
    return message.format(least=least)


def suggested_part(duration, limits):
    """A part in the middle, as the fields write it."""
    least, most = limits
    if not duration or most < least:
        return "", ""
    length = min(max(SUGGESTED, least), most)
    start = round((duration - length) / 2, 1)
    return fields.moment(start), fields.moment(round(start + length, 2))


def words_as_sung(song):
    """From the timed words, with the marks of the parts."""
    kept = TimedLyrics.objects.filter(track=song).first() if isinstance(song, Track) else None
    lines = timed.lines(kept.words) if kept else []
    return "\n".join(f"[{line.heading}]" if line.heading else line.text for line in lines)


def is_sung(words):
    """Whether there is a line that is more than the mark of a part."""
    return any(line.strip() and not line.strip().startswith("[") for line in words.splitlines())


class ReplaceSection(MusicOperation):
    slug, icon = "replace-section", "replace"
    name, verb, invitation = _("New part"), _("Replace"), _("Replace a part")
    path, market = "/api/v1/generate/replace-section", "ai-music-api/replace-section"
    form = ReplaceSectionForm
    starts_from = (Track, Upload)
    hands_over = True
    template = "music/replace_section.html"
    how = "section"

    def handed_over(self, job):
        """A track is known to the provider by its ids; only uploads are handed over."""
        return [song for song in super().handed_over(job) if isinstance(song, Upload)]

    def fields(self, job):
        params = job.params
        own = {name: params.get(name) for name in ("tags", "infill_start_s", "infill_end_s", "full_lyrics")}
        return self.told_of_source(job) | chosen(self.slug, params) | sung(params) | own

    def told_of_source(self, job):
        """Either the ids or an address with a version: never mixed."""
        (song,) = self.sources_of(job)
        if isinstance(song, Track):
            return {"task_id": song.job.task_id, "audio_id": song.audio_id}
        (address,) = self.addresses_of(job)
        return {"upload_url": address, "model": job.params["model"]}

    def facts(self, job, sources):
        words = job.params["full_lyrics"]
        told = {"lyrics": words, "is_instrumental": False} if is_sung(words) else {"is_instrumental": True}
        return super().facts(job, sources) | {"style": job.params["tags"]} | told

    def seam(self, params):
        return params["infill_start_s"]
