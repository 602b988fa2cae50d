"""What an administrator corrects of limits, prices and versions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..kie.limits import label_of

NAMES = {
    "prompt": _("Lyrics or description"), "style": _("Style"), "title": _("Title"), "tags": _("Style"),
    "simple_prompt": _("Description in simple mode"), "lyrics": _("Lyrics beside a description"),
    "negative_tags": _("Leave out"), "author": _("Name on the picture"), "domain_name": _("Line at the bottom"),
    "source_seconds": _("Length of what is handed over, in seconds"), "source_bytes": _("Size of what is handed over, in bytes"),
    "image_urls": _("Pictures to go by"), "video_urls": _("Films to go by"), "audio_urls": _("Sounds to go by"),
}  # fmt: skip
RANGES = {
    "duration": _("Length that is asked for, in seconds"), "sound_tempo": _("Tempo, beats a minute"),
    "vocal_range": _("Part with the voice, in seconds"), "section": _("Part to replace, in seconds"),
}  # fmt: skip
ENDS = {"least": _("{what}: at least"), "most": _("{what}: at most")}
LARGEST = 2_000_000_000


class CorrectionsForm(forms.Form):
    """All figures of one operation. `known`: {(version, name): (value, original)}; fields are called `V5.title`."""

    def __init__(self, data=None, *, known):
        super().__init__(data)
        self.known = known
        for (version, name), (value, original) in known.items():
            self.fields[f"{version}.{name}"] = _field(name, value, original)

    def clean(self):
        """No range may end before it begins."""
        cleaned = super().clean()
        for version, name in self.known:
            what, _colon, end = name.partition(":")
            least = cleaned.get(f"{version}.{what}:least")
            most = cleaned.get(f"{version}.{name}")
            if end == "most" and least and most and most < least:
                words = _("This is less than the least, {least}.")
                self.add_error(f"{version}.{name}", words.format(least=least))
        return cleaned

    def corrected(self):
        """(version, name, value, original) of each."""
        for (version, name), (_value, original) in self.known.items():
            yield version, name, self.cleaned_data[f"{version}.{name}"], original

    @property
    def groups(self):
        """(version's label, its fields), prices first."""
        found = {}
        for (version, name), (value, original) in self.known.items():
            key = "" if name.startswith("price") else version
            field = self[f"{version}.{name}"]
            found.setdefault(key, []).append(
                {"field": field, "is_corrected": value != original, "original": original}
            )
        prices = found.pop("", [])
        return [
            (_("Price"), prices),
            *((label_of(version) or _("Limits"), rows) for version, rows in found.items()),
        ]


def _field(name, value, original):
    said = _("price unknown") if original is None else original
    hint = _("By the table: {value}").format(value=said) if value != original else ""
    if name.startswith("price"):
        mode = name.partition(":")[2]
        label = _("Credits: {mode}").format(mode=mode) if mode else _("Credits")
        hint = hint or _("Empty: nobody knows it.")
        return forms.DecimalField(
            label=label,
            required=False,
            min_value=0,
            max_digits=9,
            decimal_places=3,
            initial=value,
            help_text=hint,
        )
    return forms.IntegerField(
        label=_label(name), min_value=1, max_value=LARGEST, initial=value, help_text=hint
    )


def _label(name):
    what, _colon, end = name.partition(":")
    return ENDS[end].format(what=RANGES[what]) if end else NAMES.get(name, name)


class VersionForm(forms.Form):
    """What a version is called, and whether it is offered."""

    status = forms.ChoiceField(
        label=_("Label"), choices=[("current", _("current")), ("discontinued", _("discontinued"))]
    )
    is_hidden = forms.BooleanField(label=_("Not offered"), required=False)
