"""The notes of a song that was taken apart: a MIDI file, with a track for each instrument."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..models import Asset, Job
from . import base_form
from .assets import AssetOperation, keep


class SeparationField(forms.ModelChoiceField):
    """One of the times the song was taken apart."""

    def label_from_instance(self, job):
        names = ", ".join(asset.name for asset in job.assets.all())
        return f"{names} ({job.finished_at:%Y-%m-%d})" if job.finished_at else names


class MidiForm(base_form.OperationForm):
    slug = "midi"

    task_id = SeparationField(
        label=_("From these stems"), queryset=Job.objects.none(), to_field_name="uuid", empty_label=None
    )
    audio_id = forms.ModelChoiceField(
        label=_("Only one of them"), queryset=Asset.objects.none(), to_field_name="uuid", required=False,
        empty_label=_("All of them"),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        jobs = separations(self.sources[0])
        self.fields["task_id"].queryset = jobs
        self.fields["audio_id"].queryset = Asset.objects.filter(job__in=jobs).exclude(provider_id="")
        self.initial.setdefault("task_id", getattr(jobs.first(), "uuid", None))

    @classmethod
    def why_not(cls, song, account):
        reason = super().why_not(song, account)
        if not reason and Asset.Kind.STEM not in song.asset_kinds:
            if is_being_separated(song):
                return _(
                    "The song is being taken apart now: its notes can be read as soon as the stems are here."
                )
            return _("Take the song apart first: its notes are read from the stems.")
        return reason

    def clean(self):
        cleaned = super().clean()
        job, stem = cleaned.get("task_id"), cleaned.get("audio_id")
        if job and stem and stem.job_id != job.pk:
            self.add_error("audio_id", _("This stem is of another time that the song was taken apart."))
        return cleaned

    def params(self):
        """By the provider's numbers; `stem` is ours, to hang the file under its stem."""
        job, stem = self.cleaned_data["task_id"], self.cleaned_data.get("audio_id")
        of_one = {"audio_id": stem.provider_id, "stem": str(stem.uuid)} if stem else {}
        return {"task_id": job.task_id, "separation": str(job.uuid)} | of_one

    @classmethod
    def initial_from(cls, job):
        return {"task_id": job.params.get("separation"), "audio_id": job.params.get("stem")}


def separations(track):
    """The finished jobs that took a song apart, newest first."""
    jobs = Job.objects.filter(assets__track=track, assets__kind=Asset.Kind.STEM, state=Job.State.DONE)
    return jobs.exclude(task_id="").distinct().newest_first().prefetch_related("assets")


def is_being_separated(track):
    return Job.objects.filter(sources__track=track, operation="stems").under_way().exists()


class Midi(AssetOperation):
    slug, icon = "midi", "piano"
    name, verb, invitation = _("MIDI"), _("Read the notes"), _("Read its notes as MIDI")
    path, market, family = "/api/v1/midi/generate", "", "midi"
    form = MidiForm
    kind = Asset.Kind.MIDI
    usual = (45, 0)

    def fields(self, job):
        return {name: job.params.get(name) for name in ("task_id", "audio_id")}

    def apply(self, job, result):
        """One file with all instruments; the notes themselves are what is kept until it is written."""
        is_new = not job.deleted and not job.assets.exists()
        if is_new and any(instrument.notes for instrument in result.instruments):
            stem = Asset.objects.filter(uuid=job.params.get("stem"), owner=job.owner_id).first()
            asset = self.new(job, stem.name if stem else "", position=0, parent=stem)
            asset.notes = [notes_of(instrument) for instrument in result.instruments]
            keep(asset)

    def reached(self, job, result):
        """It may find none: then there is nothing to wait for."""
        if result.is_complete:
            return Job.State.DONE
        return super().reached(job, result)

    def made_words(self, job):
        files = len(job.assets.all())
        if not files:
            return _("no notes were found")
        return ngettext("{n} file on disk", "{n} files on disk", files).format(n=files)


def notes_of(instrument):
    notes = [[note.pitch, note.start, note.end, note.velocity] for note in instrument.notes]
    return {"name": instrument.name, "notes": notes}
