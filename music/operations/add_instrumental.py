"""A voice, given an accompaniment."""

from django.utils.translation import gettext_lazy as _

from ..models import Track, Upload
from . import fields
from .adding import Adding, AddingForm


class AddInstrumentalForm(AddingForm):
    slug = "add-instrumental"

    style = prompt = None
    tags = fields.StyleField(
        label=_("Style of the accompaniment"), limit="tags", help_text=_("Instruments, tempo, mood")
    )
    lyrics = fields.TextField(
        label=_("Lyrics"), limit="lyrics", help_text=_("The words that are sung already, if you like")
    )
    model = fields.VersionField(slug)

    field_order = ("submission", "tags", "title", "negative_tags", "model", "vocal_gender", "lyrics")
    needed = AddingForm.needed | {"tags": _("Say how the accompaniment should sound.")}
    by_version = ("lyrics", "variety")
    extras = ("lyrics", *AddingForm.extras)

    def drop_untaken(self, limits):
        super().drop_untaken(limits)
        if not limits.lyrics:
            self.drop("lyrics")


class AddInstrumental(Adding):
    slug, icon = "add-instrumental", "piano"
    name, verb, invitation = _("Accompaniment"), _("Add instruments"), _("Add an accompaniment")
    about = _("For a voice without a band: what is sung stays, and instruments are added.")
    path, market = "/api/v1/generate/add-instrumental", "ai-music-api/add-instrumental"
    form = AddInstrumentalForm
    starts_from = (Track, Upload)
    how = "instrumental"

    def words(self, params):
        return {"tags": params["tags"], "lyrics": params.get("lyrics")}

    def facts(self, job, sources):
        return super().facts(job, sources) | {"style": job.params["tags"]}
