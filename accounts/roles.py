"""What people may do here: the one list that doors, menus and forms read.

A listener plays what is theirs. A maker has all of the studio for themselves. A manager runs it: jobs, people, money.
An administrator also changes keys, roles, and what the studio takes for true about the provider.
"""

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    LISTENER = "listener", _("Listener")
    MAKER = "maker", _("Maker")
    MANAGER = "manager", _("Manager")
    ADMINISTRATOR = "administrator", _("Administrator")


HINTS = {
    Role.LISTENER: _("Plays songs, with favourites and playlists. Begins nothing that costs."),
    Role.MAKER: _("Everything in the studio, for themselves."),
    Role.MANAGER: _("Also looks after jobs, people and money."),
    Role.ADMINISTRATOR: _("Also keys, roles, limits and prices."),
}
FOR_ALL = (Role.LISTENER, Role.MAKER)

# The pages that open to a listener, by the names of their addresses; all others ask for a maker. Those of accounts/,
# where one signs in and out, and those without any person are open in any case.
TO_LOOK_AT = {
    "home", "track_list", "track_songs", "track_detail", "track_audio", "track_cover", "track_thumb", "track_menu", "track_stack",
    "track_lineage", "track_beside", "choose_beside", "track_words", "track_mixer", "timed_lyrics", "daw_zip", "usage",
    "download_track", "download_choices", "download_zip", "asset_file", "asset_places", "asset_picture", "usage_csv", "notification_list", "unread_notices",
    "playlist_songs", "playlist_file", "playlist_offline", "keys", "upload_audio",
}  # fmt: skip
TO_WRITE_IN = {
    "favourite_track", "playlist_list", "playlist_detail", "add_to_playlist", "move_playlist", "edit_playlist",
    "trash_playlist", "restore_playlist", "delete_playlist", "duplicate_playlist", "write_rule", "preview_rule", "edit_rule",
    "by_hand", "move_entry", "remove_entry", "put_back_entry", "download_tracks", "download_playlist", "listening", "queue",
    "settings", "change_theme", "dismiss_announcement", "read_notices", "subscribe", "change_notices", "leave", "stay", "export",
}  # fmt: skip
SAFE = ("GET", "HEAD", "OPTIONS")

# What managers may do with rows in Django's pages. Rows that name no model here are for administrators.
MANAGED = ("view_", "add_budget", "change_budget", "delete_budget")
NOT_MANAGED = {"accounts.view_invitation", "music.view_provideraccount"}


def opens_to_a_listener(match, method):
    """Whether the page of a `ResolverMatch` does, asked in this way."""
    if match.route.startswith("accounts/") or match.url_name in TO_WRITE_IN:
        return True
    return match.url_name in TO_LOOK_AT and method in SAFE


def is_managed(permission):
    """Whether managers have this one of Django's permissions: `music.view_job`."""
    app, _dot, name = permission.partition(".")
    return app in ("accounts", "music") and name.startswith(MANAGED) and permission not in NOT_MANAGED


def may_touch(by, person):
    """Whether `by` may shut this person's account, or see the studio as they do. Nobody does that to themselves."""
    return by != person and (by.is_superuser or (by.is_staff and not person.is_staff))


def may_set_budget(by, person):
    """Whether `by` may say what this person may spend. For themselves administrators alone do."""
    return by.is_superuser or may_touch(by, person)


def may_settle(by, job):
    """Whether `by` may say yes to a costly job. Nobody does that to their own, except administrators."""
    return by.is_superuser or (by.is_staff and job.owner_id != by.pk)


def given_by(by):
    """The roles that they may give to others."""
    return tuple(Role) if by.is_superuser else FOR_ALL


def need(is_allowed):
    if not is_allowed:
        raise PermissionDenied(_("Only administrators can do this."))


@transaction.atomic
def give(person, role):
    """It is theirs at once, on all pages."""
    person.is_listener = role == Role.LISTENER
    person.is_staff = role in (Role.MANAGER, Role.ADMINISTRATOR)
    person.is_superuser = role == Role.ADMINISTRATOR
    person.save(update_fields=["is_listener", "is_staff", "is_superuser"])
