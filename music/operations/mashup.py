"""Two songs or recordings, mixed into one."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .. import catalogue
from ..models import Track, Upload
from . import fields
from .song_forms import CustomForm, HandedOver
from .songs import MusicOperation
from .upload_cover import described

OFFERED = 100  # of each kind, the newest; older ones are found by their words
SEARCH = {  # While one types, the page is asked for the select anew. Without a script the button does it.
    "type": "search", "autocomplete": "off", "hx-get": "", "hx-include": "#id_second",
    "hx-trigger": "input changed delay:250ms, search", "hx-select": "#id_second", "hx-target": "#id_second",
    "hx-swap": "outerHTML", "hx-sync": "this:replace", "hx-push-url": "false", "hx-disabled-elt": "unset",
}  # fmt: skip


class MashupForm(HandedOver, CustomForm):
    slug = "mashup"

    find = forms.CharField(
        label=_("Find the second song"), required=False, max_length=200, help_text=_("A part of its title"),
        widget=forms.TextInput(attrs=SEARCH),
    )  # fmt: skip
    second = forms.CharField(label=_("Second song"), required=False, widget=forms.Select)
    negative_tags = None
    model = fields.VersionField(slug)

    field_order = ("submission", "find", "second", *CustomForm.field_order[1:])
    by_version = ("duration", "variety", "persona_id")
    simple = (*CustomForm.simple, "find", "second")
    of_source = ("find", "second")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["second"].widget.choices = list(self.offered())

    def suggestions(self):
        return self.like(self.sources[0])

    def left_out(self, given):
        yield from super().left_out(given)
        if given.get("second") and not self.chosen():
            yield _("The second song could not be taken over: it is not here any more.")

    def offered(self):
        """The newest that could be chosen, with the words that are looked for; and what is chosen."""
        yield "", _("Choose one of yours")
        words, chosen = self["find"].value() or "", self.chosen()
        if chosen:
            yield str(chosen.uuid), told(chosen)
        for label, rows in ((_("Songs"), self.songs(words)), (_("Uploads"), self.uploads(words))):
            others = rows.exclude(uuid__in=[song.uuid for song in (*self.sources, chosen) if song])
            if found := [(str(song.uuid), told(song)) for song in others[:OFFERED]]:
                yield label, found

    def songs(self, words):
        rows = Track.objects.of(self.owner).kept()
        rows = rows.found_by(self.owner, words) if words else rows.newest_first()
        return rows.for_rows()

    def uploads(self, words):
        return Upload.objects.of(self.owner).kept().filter(title__icontains=words).newest_first()

    def chosen(self):
        """The chosen one, of one's own; None where there is none such."""
        try:
            wanted = uuid.UUID(str(self["second"].value()))
        except ValueError:
            return None
        rows = (kind.objects.of(self.owner).filter(uuid=wanted).first() for kind in (Track, Upload))
        return next(filter(None, rows), None)

    def clean(self):
        self.take_second()
        return super().clean()

    def take_second(self):
        """It becomes a source like the first."""
        if len(self.sources) > 1:
            return
        song = self.chosen()
        if why_not := self.why_not_second(song):
            self.add_error("second", ValidationError(why_not, code="second"))
        else:
            self.sources = (*self.sources, song)

    def why_not_second(self, song):
        if song is None:
            return _("Choose the second of the two: a song or an upload of yours.")
        if song in self.sources:
            return _("Choose another than the first.")
        return self.why_not(song, self.account)

    def check_given(self, version):
        self.need("style", _("Say how the mix should sound."))
        self.need("title", _("Give the mix a title."))
        super().check_given(version)

    def params(self):
        return {name: value for name, value in super().params().items() if name != "find"}


def told(song):
    """Night bus · take 2 · V6 · 3:07"""
    minutes, seconds = divmod(int(song.duration or 0), 60)
    take = _("take {n}").format(n=song.position + 1) if isinstance(song, Track) else ""
    return " · ".join(filter(None, (str(song), take, song.version, f"{minutes}:{seconds:02}")))


class Mashup(MusicOperation):
    slug, icon = "mashup", "shuffle"
    name, verb, invitation = _("Mashup"), _("Mix them"), _("Mix it with another")
    path, market = "/api/v1/generate/mashup", "ai-music-api/mashup"
    form = MashupForm
    starts_from = (Track, Upload)
    starts_with = 2
    hands_over = True
    how = "mashup"
    is_version = False

    def fields(self, job):
        params = job.params
        given = {"upload_url_list": self.addresses_of(job), "model": params["model"]}
        own = {"instrumental": bool(params.get("instrumental"))} | described(self.slug, params)
        return given | own | (self.simple(job) if not params.get("custom_mode") else {})

    def simple(self, job):
        """Their lists want a style and a title always: the sentence is the one, both titles are the other."""
        limits = catalogue.limits_of(self.slug, job.params["model"])
        title = " × ".join(str(song) for song in self.sources_of(job))
        return {"style": job.params["prompt"][: limits.style], "title": title[: limits.title]}
