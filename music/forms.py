"""Forms that ask nothing of the provider but a check."""

import re
from datetime import datetime, time

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import catalogue
from .kie.client import Client
from .kie.errors import WRONG_KEY, KieError
from .media import timing
from .models import Arrival, Job, Persona, Playlist, Recipe, Track, Upload
from .operations import fields


def one_newline(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


class LinesField(forms.CharField):
    """A text of several lines; a browser posts two characters for each newline, and we count one."""

    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python(one_newline(value or ""))


class TrackForm(forms.ModelForm):
    title = forms.CharField(
        label=_("Title"), max_length=300, error_messages={"required": _("A song needs a title.")}
    )
    style = LinesField(label=_("Style"), required=False, max_length=2000)
    lyrics = LinesField(label=_("Lyrics"), required=False, max_length=20_000)

    class Meta:
        model = Track
        fields = ["title", "style", "lyrics"]


class ShareForm(forms.Form):
    """On what conditions a link is open. A password that is there is not shown; what stays empty leaves it."""

    until = forms.DateField(
        label=_("Open until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day on which it opens. Empty: until you close it."),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), required=False, max_length=100, strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip
    without_password = forms.BooleanField(label=_("Open it without a password"), required=False)
    allows_download = forms.BooleanField(label=_("Songs may be downloaded"), required=False)

    def __init__(self, *args, share, **kwargs):
        until = share.expires_at and timezone.localdate(share.expires_at)
        super().__init__(*args, initial={"until": until, "allows_download": share.allows_download}, **kwargs)
        if share.is_feed:  # podcast players know none, and always keep what they play
            del self.fields["password"], self.fields["allows_download"]
        if share.is_feed or not share.password:
            del self.fields["without_password"]
        else:
            self.fields["password"].help_text = _("It has one. Empty: that stays.")

    @property
    def conditions(self):
        """For `services.shares.change`."""
        chosen = self.cleaned_data
        password = "" if chosen.get("without_password") else chosen.get("password") or None
        until = chosen["until"] and timezone.make_aware(datetime.combine(chosen["until"], time.max))
        return {
            "expires_at": until, "password": password, "allows_download": chosen.get("allows_download", False),
        }  # fmt: skip


class DownloadForm(forms.Form):
    """What comes along with each song of a ZIP."""

    sound = forms.ChoiceField(
        label=_("Sound"), choices=[("kept", _("As it is kept (MP3)")), ("wav", _("WAV, where there is one"))],
        initial="kept", required=False, widget=forms.RadioSelect,
    )  # fmt: skip
    cover = forms.BooleanField(label=_("Covers"), required=False, initial=True)
    lrc = forms.BooleanField(label=_("Timed lyrics (LRC)"), required=False, initial=True)
    sheet = forms.BooleanField(label=_("Sheets of facts (JSON)"), required=False)
    playlist = forms.BooleanField(label=_("A playlist file (M3U8)"), required=False, initial=True)

    @property
    def options(self):
        """For `services.downloads`; what is not understood is left out."""
        self.is_valid()
        chosen = self.cleaned_data
        return {"wav": chosen.pop("sound", "") == "wav", **chosen}


class WordsForm(forms.Form):
    """A song's words and when they are sung, as `media.timing` reads them."""

    words = LinesField(
        label=_("Words and times"), max_length=100_000,
        error_messages={"required": _("A song without words has nothing to follow.")},
        help_text=_(
            "One line a line, its time in brackets before it: [00:12.10]. A line without a time gets its share between "
            "its neighbours. [Verse] heads a part."
        ),
    )  # fmt: skip

    def __init__(self, *args, track, kept=None, **kwargs):
        self.track = track
        initial = {"words": timing.written(kept.words) if kept else track.lyrics}
        super().__init__(*args, initial=initial, **kwargs)

    def clean_words(self):
        read = timing.read(self.cleaned_data["words"])
        self._check_order(read)
        try:
            self.lines = timing.filled(read, self.track.duration)
        except ValueError as error:
            raise ValidationError(_("No line has a time yet. One is enough to begin with.")) from error
        return self.cleaned_data["words"]

    def _check_order(self, read):
        latest, end = 0, (self.track.duration or timing.LONGEST) + 1
        for line in read:
            for start in (word.start for word in line.words if word.start is not None):
                if start > end:
                    raise ValidationError(
                        _("“{line}” begins after the end of the song.").format(line=line.text)
                    )
                if start < latest:
                    raise ValidationError(
                        _("“{line}” begins before what stands above it.").format(line=line.text)
                    )
                latest = start


class UploadForm(forms.ModelForm):
    title = forms.CharField(
        label=_("Title"), max_length=300, error_messages={"required": _("An upload needs a title.")}
    )

    class Meta:
        model = Upload
        fields = ["title"]


class RecipeForm(forms.ModelForm):
    """Its name and what is said of it; beside it stands a form of the settings, whose fields have names like these."""

    prefix = "recipe"
    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("A recipe needs a name.")}
    )
    note = LinesField(label=_("Note"), required=False, max_length=2000)

    class Meta:
        model = Recipe
        fields = ["name", "note", "is_shared"]
        labels = {"is_shared": _("Share it with everybody on this server")}


class ArrivalForm(forms.Form):
    """What a browser says of a file before it sends it in pieces."""

    name = forms.CharField(required=False)
    size = forms.IntegerField(min_value=0)
    stamp = forms.CharField(required=False, max_length=40)
    kind = forms.ChoiceField(choices=Arrival.Kind.choices, required=False)
    is_recording = forms.BooleanField(required=False)

    def clean_kind(self):
        return self.cleaned_data["kind"] or Arrival.Kind.AUDIO


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


class SettleForm(forms.Form):
    HOW = [("wait", _("Wait")), ("task", _("Paste the task’s id")), ("not-made", _("Close as not made"))]

    how = forms.ChoiceField(choices=HOW)
    task_id = forms.CharField(label=_("Task id"), required=False, max_length=64)

    def __init__(self, *args, job=None, **kwargs):
        self.job = job
        super().__init__(*args, **kwargs)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("how") == "task" and not re.fullmatch(r"[\w-]{8,64}", cleaned.get("task_id", "")):
            self.add_error(
                "task_id", _("Paste the id as it stands in the provider’s log: letters and digits only.")
            )
        elif cleaned.get("how") == "task" and self.is_another_job_s(cleaned["task_id"]):
            self.add_error("task_id", _("This task belongs to another job. Look for the one that has none."))
        return cleaned

    def is_another_job_s(self, task_id):
        """Anybody's: whoever made a song, it is paid for and kept once."""
        others = Job.objects.filter(task_id=task_id).exclude(pk=self.job.pk)
        return others.filter(account=self.job.account_id).exists()


class PersonaForm(forms.ModelForm):
    description = forms.CharField(
        label=_("Description"), required=False, max_length=2000, widget=forms.Textarea
    )

    class Meta:
        model = Persona
        fields = ["name", "kind", "provider_id", "description"]

    def __init__(self, *args, owner=None, **kwargs):
        self.owner = owner
        super().__init__(*args, **kwargs)

    def clean_provider_id(self):
        provider_id = self.cleaned_data["provider_id"].strip()
        if not re.fullmatch(r"[A-Za-z0-9_-]{4,64}", provider_id):
            raise ValidationError(_("An id has only letters, digits and dashes."))
        others = Persona.objects.of(self.owner).exclude(pk=self.instance.pk)
        if others.filter(provider_id=provider_id).exists():
            raise ValidationError(_("You keep this persona already."))
        return provider_id


class ProviderKeyForm(forms.Form):
    """One's own key: checked against the balance when it is entered, never shown again."""

    key = forms.CharField(label=_("KIE API key"), max_length=200, widget=forms.PasswordInput)
    hmac_key = forms.CharField(
        label=_("Webhook HMAC key"), max_length=200, required=False, widget=forms.PasswordInput,
        help_text=_("Only if you made one in the provider’s account settings."),
    )  # fmt: skip

    def __init__(self, *args, base_url, style, **kwargs):
        self.base_url, self.style = base_url, style
        super().__init__(*args, **kwargs)

    def clean_key(self):
        key = self.cleaned_data["key"].strip()
        if not re.fullmatch(r"[\x21-\x7e]+", key):
            raise ValidationError(_("A key has no blanks and only plain letters, digits and signs."))
        try:
            self.balance = Client(self.base_url, key, self.style).credits()
        except KieError as error:
            raise ValidationError(self._why(error)) from error
        return key

    @staticmethod
    def _why(error):
        if error.code == WRONG_KEY:
            return _("The provider does not know this key. Copy it again from its account page.")
        return _("The provider could not check the key just now. Nothing was kept; try again in a minute.")


class SongsField(forms.JSONField):
    """Names of songs in order, as a player has them; None where nothing is said."""

    def clean(self, value):
        if value is None:
            return None
        if not isinstance(value, list) or len(value) > MOST_IN_A_QUEUE:
            raise ValidationError(_("This is no queue."))
        return [str(forms.UUIDField().clean(uuid)) for uuid in value]


class ModesField(forms.JSONField):
    """How a queue is played: whether it was shuffled, and what repeats."""

    def clean(self, value):
        told = value if isinstance(value, dict) else {}
        repeats = told.get("repeats")
        return {
            "isShuffled": told.get("isShuffled") is True,
            "repeats": repeats if repeats in REPEATS else REPEATS[0],
        }


MOST_IN_A_QUEUE = 300
REPEATS = ("off", "all", "one")


class ListeningForm(forms.Form):
    """What a player says of itself, in JSON."""

    browser = forms.RegexField(r"^[0-9a-f]{8,32}$")
    song = forms.UUIDField()
    at = forms.FloatField(min_value=0, max_value=100_000)
    queue = SongsField(required=False)
    modes = ModesField(required=False)

    def clean_song(self):
        return str(self.cleaned_data["song"])


class QueueForm(forms.Form):
    """What one of the queue's buttons asks for."""

    do = forms.ChoiceField(choices=[(deed, deed) for deed in ("remove", "earlier", "later", "clear")])
    song = forms.UUIDField(required=False)

    def clean_song(self):
        return str(self.cleaned_data["song"] or "")


class PlaylistForm(forms.ModelForm):
    """A name, a note, and the folder that a list lies in; folders lie in none."""

    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("A list needs a name.")}
    )
    note = LinesField(label=_("Note"), required=False, max_length=2000)

    class Meta:
        model = Playlist
        fields = ["name", "note", "folder"]

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, **kwargs)
        folders = Playlist.objects.of(owner).kept().folders()
        if self.instance.is_folder or not folders:
            del self.fields["folder"]
        else:
            self.fields["folder"] = forms.ModelChoiceField(
                folders, label=_("Folder"), required=False, to_field_name="uuid", empty_label=_("None")
            )
            self.initial["folder"] = self.instance.folder and self.instance.folder.uuid


class NewPlaylistForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("A list needs a name.")}
    )
    is_folder = forms.BooleanField(required=False)


class AddForm(forms.Form):
    """Into a list that is there, or a new one of this name."""

    playlist = forms.ModelChoiceField(
        None, required=False, to_field_name="uuid",
        error_messages={"invalid_choice": _("This list is gone. Choose another, or make a new one.")},
    )  # fmt: skip
    name = forms.CharField(label=_("A new list"), required=False, max_length=120)

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["playlist"].queryset = Playlist.objects.of(owner).kept().by_hand()

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["playlist"] and not cleaned["name"]:
            self.add_error("name", _("Choose a list, or name a new one."))
        return cleaned
