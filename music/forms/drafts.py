from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .. import catalogue
from ..operations import fields


class DraftForm(forms.Form):
    """Words for a song. What is longer than a song takes can be kept, and is counted."""

    title = fields.LineField(label=_("Title"), limit="title", max_length=300)
    text = fields.TextField(
        label=_("Words"), limit="prompt", max_length=20_000,
        help_text=_("Sections in brackets: [Verse], [Chorus], [Bridge]"),
    )  # fmt: skip

    @property
    def limits_by_version(self):
        """For the counters: what a song takes with the studio's version."""
        song = catalogue.limits_of("generate", settings.KIE_DEFAULT_VERSION)
        return {"": {"title": song.title, "text": song.prompt}}

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["title"] and not cleaned["text"]:
            raise ValidationError(_("Write a title or some words first."), code="empty")
        return cleaned
