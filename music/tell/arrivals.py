"""Why a file was not kept, in plain words; written when it is shown."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

WORDS = {
    "empty": gettext_noop("The file is empty. Choose another one."),
    "page": gettext_noop(
        "This is a web page, not a sound file. Download the sound itself, then choose that."
    ),
    "unknown": gettext_noop(
        "This is no sound file that the studio knows. Save it as MP3, WAV, FLAC, M4A or OGG and try again."
    ),
    "unreadable": gettext_noop("It starts like a sound file but cannot be read. Save it anew and try again."),
    "silent": gettext_noop("The file holds no sound. Choose another one."),
    "cut": gettext_noop("The file ends early: a part of it is missing. Copy it anew and try again."),
    "undecodable": gettext_noop("Its sound cannot be played. Save it as MP3 or WAV and try again."),
    "long": gettext_noop("It plays for more than four hours. Cut out what you need and upload that."),
    "large": gettext_noop("It has more than 250 MB. Save it as MP3 or FLAC, or cut out what you need."),
    "many": gettext_noop(
        "Ten of your files are on their way already. Let them arrive, or discard one, then try again."
    ),
    "day": gettext_noop("You have uploaded as much as one person may within a day. Go on with it tomorrow."),
    "quota": gettext_noop(
        "Your uploads hold as much as one person’s may. Delete some for good, from the trash, then try again."
    ),
    "damaged": gettext_noop("The ZIP is damaged at this file. Make it anew and try again."),
    "packed": gettext_noop(
        "It is packed in a way that cannot be read here. Pack it anew as an ordinary ZIP."
    ),
    "large_zip": gettext_noop("The ZIP has more than 50 GB. Bring it in several."),
    "no_zip": gettext_noop("This is no ZIP, or a damaged one. Make it anew and try again."),
    "locked": gettext_noop("The ZIP is locked with a password. Make one without and try again."),
    "no_songs": gettext_noop("There is no sound file in this ZIP."),
    "too_many": gettext_noop("There are more than 20,000 sound files in this ZIP. Bring them in several."),
    "bomb": gettext_noop(
        "What is in this ZIP is far larger than the ZIP itself. Unpack it and bring the files."
    ),
    "full": gettext_noop("The server’s disk is nearly full. Tell whoever looks after this server."),
}


def why(code) -> str:
    """Empty when nothing is wrong."""
    return _(WORDS.get(code, WORDS["unreadable"])) if code else ""
