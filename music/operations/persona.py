"""The manner of a song, to make other songs with. Answered at once, and made only once for each song."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sunostudio.sheeted import changed

from .. import catalogue
from ..kie.results import Stage, TaskResult
from ..models import Job, Persona, Track
from . import base_form, fields
from .base import Operation

FACTS = ("name", "description", "style", "vocal_start", "vocal_end")


class PersonaForm(base_form.OperationForm):
    slug = "persona"

    name = fields.LineField(label=_("Name"), required=True, max_length=80)
    description = fields.TextField(
        label=_("Description"), required=True, help_text=_("What is special about this voice and manner")
    )
    style = fields.StyleField(limit=None, help_text=_("What songs made with it should sound like"))
    vocal_start = fields.SecondsField(label=_("Voice from"), required=False)
    vocal_end = fields.SecondsField(label=_("Voice to"), required=False)

    def suggestions(self):
        (track,) = self.sources
        return {
            "name": track.title[:80],
            "style": track.style,
            "vocal_start": fields.moment(0),
            "vocal_end": fields.moment(self.usual_end(0)),
        }

    @classmethod
    def why_not(cls, song, account):
        if persona := made_of(song, account):
            message = _("This song has its persona already: “{name}”. KIE makes one of each song.")
            return message.format(name=persona)
        return super().why_not(song, account) or unfinished(song) or too_short(song)

    @property
    def part(self):
        """(the least, the most) seconds of the range; None for the most where the song's length is not known."""
        least, most = self.limits().vocal_range
        return least, most if self.sources[0].duration else None

    @property
    def part_fields(self):
        return [self["vocal_start"], self["vocal_end"]]

    @property
    def end(self):
        return self.sources[0].duration

    def usual_end(self, start):
        """The longest range from there that lies in the song."""
        longest = self.limits().vocal_range[1]
        return min(start + longest, self.sources[0].duration or start + longest)

    def clean(self):
        cleaned = super().clean()
        if not {"vocal_start", "vocal_end"} & self.errors.keys():
            start = cleaned.get("vocal_start") or 0
            end = cleaned.get("vocal_end")
            self.check_range(start, self.usual_end(start) if end is None else end)
        return self.cleaned_data

    def check_range(self, start, end):
        least, most = self.limits().vocal_range
        song_end = self.sources[0].duration
        if song_end and song_end < end <= song_end + 0.05:  # it was offered rounded
            end = round(song_end, 2)
        length = round(end - start, 2)
        if not least <= length <= most:
            message = _("Choose {least} to {most} seconds of the song; this is {length}.")
            words = message.format(least=least, most=most, length=f"{length:g}")
            self.add_error("vocal_end", forms.ValidationError(words, code="range"))
        elif song_end and end > song_end + 0.01:
            message = _("The song ends at {end}.").format(end=fields.moment(song_end))
            self.add_error("vocal_end", forms.ValidationError(message, code="range"))
        self.cleaned_data |= {"vocal_start": start, "vocal_end": end}


def made_of(song, account):
    """The persona that this song has already, with this key; else None."""
    return Persona.objects.usable_with(account).filter(track=song).first()


def unfinished(song):
    """A stream can be heard already; the provider wants the whole task complete."""
    is_complete = song.job.state == Job.State.DONE or song.is_kept
    return "" if is_complete else _("This song is still being made. Come back when it is done.")


def too_short(song):
    least, _most = catalogue.limits_of("persona").vocal_range
    if song.duration and song.duration < least:
        message = _("This song is too short: a persona is made from at least {least} seconds of it.")
        return message.format(least=least)
    return ""


class MakePersona(Operation):
    slug, icon = "persona", "mic-vocal"
    name, verb, invitation = _("Persona"), _("Make the persona"), _("Make a persona of it")
    path, family = "/api/v1/generate/generate-persona", "persona"
    form = PersonaForm
    starts_from = (Track,)
    calls_back = False
    template = "music/make_persona.html"
    made = "music/_made_persona.html"
    usual = (10, 0)
    troubles = {
        "409": _(
            "KIE made a persona of this song before, and does so only once, but it does not say which one. "
            "Look for its id in KIE’s log and add it under Personas."
        ),
    }

    def fields(self, job):
        (track,) = self.sources_of(job)
        asked = {name: job.params.get(name) for name in FACTS}
        return {"task_id": track.job.task_id, "audio_id": track.audio_id} | asked

    def made_before(self, job):
        """The persona of the same song, as an earlier job heard of it: it may be removed here since."""
        (track,) = self.sources_of(job)
        same = Job.objects.filter(operation=self.slug, account=job.account_id, sources__track=track)
        known = same.exclude(result={}).newest_first().first()
        return TaskResult(None, Stage.COMPLETE, data=known.result) if known else None

    def apply(self, job, result):
        if provider_id := result.data.get("persona_id"):
            (track,) = self.sources_of(job)
            keep(job, provider_id, kind=Persona.Kind.STYLE, track=track, **asked_for(job.params))

    def made_words(self, job):
        return _("ready to use")


def asked_for(params):
    texts = {name: params.get(name, "") for name in ("name", "description", "style")}
    return texts | {name: params.get(name) for name in ("vocal_start", "vocal_end")}


def keep(job, provider_id, **facts):
    """The persona under this id, new or as it is kept already; the job remembers the id for good."""
    persona, is_new = Persona.objects.get_or_create(
        owner=job.owner, provider_id=provider_id, defaults={"account": job.account, "job": job, **facts}
    )
    if not is_new and not persona.track_id:
        persona.track = facts.get("track")
        persona.save(update_fields=["track"])
    Job.objects.filter(pk=job.pk).update(result={"persona_id": provider_id}, **changed())
