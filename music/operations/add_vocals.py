"""An instrumental, given a voice."""

from django.utils.translation import gettext_lazy as _

from ..models import Track, Upload
from . import fields
from .adding import Adding, AddingForm
from .songs import sung


class AddVocalsForm(AddingForm):
    slug = "add-vocals"

    style = fields.StyleField(
        label=_("Style of the singing"), limit="style", help_text=_("Voice, manner, mood")
    )
    model = fields.VersionField(slug)

    field_order = (
        "submission",
        "prompt",
        "lyrics",
        "style",
        "title",
        "negative_tags",
        "model",
        "vocal_gender",
    )
    needed = AddingForm.needed | {"style": _("Say how it should be sung.")}

    def check_song(self, version, limits):
        self.check_words(_("Write the words that should be sung."))
        super().check_song(version, limits)


class AddVocals(Adding):
    slug, icon = "add-vocals", "mic-vocal"
    name, verb, invitation = _("Added voice"), _("Add the voice"), _("Add a voice")
    about = _("For music without a voice: what is played stays, and your words are sung to it.")
    path, market = "/api/v1/generate/add-vocals", "ai-music-api/add-vocals"
    form = AddVocalsForm
    starts_from = (Track, Upload)
    how = "vocals"

    def words(self, params):
        return {"style": params["style"]} | sung(params)

    def facts(self, job, sources):
        return super().facts(job, sources) | {"is_instrumental": False}
