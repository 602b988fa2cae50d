"""Words for a song, from an idea: two or three drafts to choose from. No sound is made."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..kie.results import rank
from ..models import Job, LyricsDraft
from . import base_form, fields
from .base import Operation


class LyricsForm(base_form.OperationForm):
    slug = "lyrics"

    prompt = fields.TextField(
        label=_("What should it be about?"), limit="prompt", required=True,
        help_text=_("A sentence: who sings, of what, in which mood"),
        error_messages={"required": _("Say in a sentence what the words should be about.")},
    )  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        self.check_length("prompt", self.limits().prompt)
        return cleaned


class Lyrics(Operation):
    slug, icon = "lyrics", "file-text"
    name, verb, invitation = _("Lyrics"), _("Write"), _("Write lyrics")
    path, market, family = "/api/v1/lyrics", "ai-music-api/generate-lyrics", "lyrics"
    form = LyricsForm
    made = "music/_made_drafts.html"

    def fields(self, job):
        return {"prompt": job.params["prompt"]}

    def apply(self, job, result):
        """Early words never replace later ones, none replace a person's, and what was deleted stays so."""
        known = {draft.position: draft for draft in job.drafts.all()}
        is_news = rank(result.stage) >= rank(job.stage)
        for position, made in enumerate(result.drafts):
            draft = known.get(position)
            if draft is None and position not in job.deleted:
                idea = job.params["prompt"]
                draft = LyricsDraft(job=job, owner_id=job.owner_id, position=position, idea=idea)
            if draft and (draft.pk is None or (is_news and not draft.edited_at)):
                write(draft, made)

    def reached(self, job, result):
        """One good draft of several is enough."""
        if result.is_failure and job.drafts.exists():
            return Job.State.DONE
        return super().reached(job, result)

    def made_words(self, job):
        drafts = len(job.drafts.all())
        return ngettext("{n} draft", "{n} drafts", drafts).format(n=drafts) if drafts else _("done")


def write(draft, made):
    if (draft.title, draft.text) != (made.title, made.text):
        draft.title, draft.text = made.title, made.text
        draft.save()
