import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_IN_A_QUEUE = 300
REPEATS = ("off", "all", "one")
LIST = re.compile(r"/(library|playlists/[0-9a-f-]{36})/songs\.json(\?[!-~]{0,2000})?")


class SongsField(forms.JSONField):
    """Names of songs in order, as a player has them; None where nothing is said."""

    def clean(self, value):
        if value is None:
            return None
        if not isinstance(value, list) or len(value) > MOST_IN_A_QUEUE:
            raise ValidationError(_("This is no queue."))
        return [str(forms.UUIDField().clean(uuid)) for uuid in value]


class ModesField(forms.JSONField):
    """How a queue is played: whether it was shuffled, what repeats, and where the list it is of goes on: `rest` after its
    songs, `whole` from its beginning."""

    def clean(self, value):
        told = value if isinstance(value, dict) else {}
        repeats = told.get("repeats")
        return {
            "isShuffled": told.get("isShuffled") is True,
            "repeats": repeats if repeats in REPEATS else REPEATS[0],
            **{name: told[name] for name in ("rest", "whole") if _is_list(told.get(name))},
        }


def _is_list(address):
    return isinstance(address, str) and bool(LIST.fullmatch(address))


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
