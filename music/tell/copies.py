"""Why something of the provider's is not on our disk, in plain words; written when it is shown."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

WORDS = {
    "gone": gettext_noop("The provider’s link is dead."),
    "forbidden": gettext_noop("The provider’s link does not lead to a public web address."),
    "large": gettext_noop("The provider’s file is far larger than such a file should be."),
    "broken": gettext_noop("The provider’s file server could not be reached, or broke off."),
    "empty": gettext_noop("The provider sent an empty file."),
    "page": gettext_noop("The provider sent a web page in place of the file."),
    "unknown": gettext_noop("The provider sent something that is no sound file."),
    "unreadable": gettext_noop("The provider sent a file that cannot be read."),
    "silent": gettext_noop("The provider sent a file without any sound."),
    "cut": gettext_noop("The provider’s file ends early."),
    "short": gettext_noop("The provider sent only a part of the song so far."),
    "undecodable": gettext_noop("The provider’s file cannot be played."),
    "long": gettext_noop("The provider’s file plays for more than four hours."),
    "no_picture": gettext_noop("The provider sent something that is no picture."),
    "no_video": gettext_noop("The provider sent something that is no video."),
    "no_tags": gettext_noop("Title and cover could not be written into the file."),
    "missing": gettext_noop("Its file was missing on this server’s disk."),
    "full": gettext_noop("The server’s disk is full. Tell whoever looks after this server."),
    "disk": gettext_noop("The server’s disk could not be written to. Tell whoever looks after this server."),
}
OTHER = gettext_noop("The provider’s file could not be used.")


def why(code) -> str:
    """Empty when nothing went wrong."""
    return _(WORDS.get(code, OTHER)) if code else ""
