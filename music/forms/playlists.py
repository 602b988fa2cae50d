from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Playlist
from ..operations.fields import LinesField


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
