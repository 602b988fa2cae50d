"""What can be switched off on this server, for everybody or by role. What is off stands in no menu, and its pages are not
there."""

from django.utils.translation import gettext_lazy as _

from sunostudio.remembered import Remembered

from .models import Switch
from .roles import Role

FEATURES = {
    "sign_up": _("Sign up without an invitation"),
    "shares": _("Links for people without an account"),
    "feeds": _("Podcast feeds"),
    "imports": _("Bringing songs"),
    "own_keys": _("Keys of one’s own"),
}
ABOUT = {
    "own_keys": _(
        "Off: new jobs of theirs go by the server’s key. A key that is stored serves the jobs begun with it, and its owner "
        "can still remove it."
    )
}
FOR_VISITORS = {"sign_up"}  # who has no role yet: off is off for all

# Which pages belong to a feature, by the names of their addresses
PAGES = {
    "shares": {
        "share_track", "share_playlist", "share_list", "share_detail", "revoke_share", "reopen_share", "share_favourites",
    },
    "feeds": {"share_favourites"},
    "imports": {"import_songs", "adopt_tasks"},
    "operation:voice": {"voice_start", "voice_flow", "voice_from_upload", "voice_step"},
}  # fmt: skip
FEATURE_OF = {}
for _feature, _pages in PAGES.items():
    for _page in _pages:
        FEATURE_OF.setdefault(_page, []).append(_feature)


def _read():
    return dict(Switch.objects.values_list("name", "off_for"))


known = Remembered(_read)


def off_for(name):
    """The roles for which it is off."""
    return (known() or {}).get(name, [])


def is_on(name, person=None):
    """For a person; without one, for somebody who has no account yet."""
    off = off_for(name)
    return person.role not in off if person else not off


def features_of(match):
    """What has to be on for the page of a `ResolverMatch`."""
    found = list(FEATURE_OF.get(match.url_name, ()))
    if operation := match.kwargs.get("operation"):
        found.append(f"operation:{operation}")
    return found


def offered(operations, person):
    """Those that are on for them."""
    return [operation for operation in operations if is_on(f"operation:{operation.slug}", person)]


def on_for(person):
    """{feature: whether it is on}, for templates."""
    return {name: is_on(name, person) for name in FEATURES} | {"voice": is_on("operation:voice", person)}


def set_off(name, roles):
    """Off for these. Returns for whom it was before."""
    row, _is_new = Switch.objects.get_or_create(name=name)
    before, row.off_for = row.off_for, [role.value for role in Role if role in roles]
    if row.off_for:
        row.save()
    else:
        row.delete()
    known.forget()
    return before
