"""What the desk says of songs and files that it rescues, by `services.vault.RISKS`."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

ACTS = {"expiring": _("Copy again"), "given-up": _("Copy again"), "damaged": _("Mend")}
_COPIES = ngettext_lazy("{n} song or file is copied again.", "{n} songs or files are copied again.", "n")
WILL = {
    "expiring": _COPIES,
    "given-up": _COPIES,
    "damaged": ngettext_lazy(
        "{n} file is looked at once more. What is damaged is put aside, and copied again where the provider has it.",
        "{n} files are looked at once more. What is damaged is put aside, and copied again where the provider has it.",
        "n",
    ),
}
_STARTED = ngettext_lazy("{n} copy is started anew.", "{n} copies are started anew.", "n")
DONE = {
    "expiring": _STARTED,
    "given-up": _STARTED,
    "damaged": ngettext_lazy("{n} file is looked at once more.", "{n} files are looked at once more.", "n"),
}
