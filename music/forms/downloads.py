from django import forms
from django.utils.translation import gettext_lazy as _


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
