"""A few words about a style, made into a full description. Answered at once."""

from django.utils.translation import gettext_lazy as _

from sunostudio.sheeted import changed

from ..models import Job
from . import base_form, fields
from .base import Operation


class StyleBoostForm(base_form.OperationForm):
    slug = "style-boost"

    content = fields.TextField(
        label=_("Style"), required=True, help_text=_("A few words are enough: “sad piano waltz”"),
        error_messages={"required": _("Write a few words about the style first.")},
    )  # fmt: skip


class StyleBoost(Operation):
    is_told = False
    slug, icon = "style-boost", "wand-sparkles"
    name, verb, invitation = _("Better style"), _("Improve"), _("Improve a style")
    path, family = "/api/v1/style/generate", "style-boost"
    form = StyleBoostForm
    calls_back = False
    made = "music/_made_style.html"
    usual = (5, 0)

    def fields(self, job):
        return {"content": job.params["content"]}

    def apply(self, job, result):
        if text := result.data.get("text"):
            Job.objects.filter(pk=job.pk).update(result=job.result | {"text": text}, **changed())

    def made_words(self, job):
        return _("a better description")
