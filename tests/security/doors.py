"""Who may open which address: the table of expectations. An address that is not here fails the tests."""

from dataclasses import dataclass, field

from music.models import Track, Upload
from music.operations import registry
from music.operations.voice import VoiceOperation


@dataclass(frozen=True)
class Door:
    opens_to: str  # everybody, people (who are signed in), an owner, or staff
    get: int = 200  # what those get for GET
    post: int = 405  # and for a POST without any field
    names: str = ""  # which of a person's belongings the address names
    rest: dict = field(default_factory=dict)  # its other arguments: all of these are tried


def open_door(get=200, post=405, **rest):
    return Door("everybody", get, post, rest=rest)


def people(get=200, post=405, **rest):
    return Door("people", get, post, rest=rest)


def own(names, get=200, post=405, **rest):
    return Door("owner", get, post, names, rest)


def act(names, post=302, **rest):
    return own(names, 405, post, **rest)


def from_song(kind):
    return [operation.slug for operation in registry.IN_ORDER if operation.can_start_from(kind)]


FROM_NOTHING, FROM_TRACK = from_song(None), from_song(Track)
FROM_UPLOAD = [slug for slug in from_song(Upload) if not isinstance(registry.get(slug), VoiceOperation)]
VOICE_STEPS = [slug for slug, made in registry.OPERATIONS.items() if isinstance(made, VoiceOperation)]

NOBODY_S = "5d0a7c4e-0000-4000-8000-000000000000"

STUDIO = {
    "": people(302, 302),
    "library/": people(post=200),
    "library/songs.json": people(post=405),
    "library/download/": people(302, 302),
    "library/download/<str:token>/": people(404, token=["nonsense"]),  # signed for one person
    "library/download/<str:token>/zip": people(404, token=["nonsense"]),
    "manifest.webmanifest": open_door(),
    "sw.js": open_door(),
    "offline/": open_door(),
    "playlists/<uuid:uuid>/offline/": own("playlists"),
    "playlists/<uuid:uuid>/download/": own("playlists", 302, 302),
    "listening/": people(post=422),
    "queue/": people(post=422),
    "keys/": people(post=200),
    "playlists/<uuid:uuid>/share/": act("playlists"),
    "shares/": people(),
    "shares/favourites/": people(405, 302),
    "shares/<uuid:uuid>/": own("shares", post=200),
    "shares/<uuid:uuid>/revoke/": act("shares"),
    "shares/<uuid:uuid>/reopen/": act("shares"),
    "s/<str:token>/": open_door(404, 404, token=["nonsense"]),
    "s/<str:token>/embed/": open_door(404, token=["nonsense"]),
    "s/<str:token>/feed.xml": open_door(404, token=["nonsense"]),
    "s/<str:token>/<int:place>/audio": open_door(404, token=["nonsense"]),
    "s/<str:token>/<int:place>/cover": open_door(404, token=["nonsense"]),
    "s/<str:token>/<int:place>/download/": open_door(404, token=["nonsense"]),
    "s/<str:token>/<int:place>/heard/": open_door(405, 404, token=["nonsense"]),
    "oembed": open_door(404),
    "library/trash/empty/": people(post=302),
    "library/bulk/": people(405, 302),
    "library/bulk/all/": people(),
    "library/bulk/undo/<str:token>/": people(405, 404, token=["nonsense"]),
    "tracks/<uuid:uuid>/": own("tracks", post=200),
    "tracks/<uuid:uuid>/audio": own("kept_tracks"),
    "tracks/<uuid:uuid>/cover": own("kept_tracks"),
    "tracks/<uuid:uuid>/thumb": own("kept_tracks"),
    "tracks/<uuid:uuid>/download/": own("kept_tracks"),
    "tracks/<uuid:uuid>/lyrics.<str:kind>": own("kept_tracks", kind=["lrc", "enhanced.lrc", "srt"]),
    "tracks/<uuid:uuid>/words/": own("tracks"),
    "tracks/<uuid:uuid>/words/edit/": own("tracks", post=422),
    "tracks/<uuid:uuid>/words/swap/": act("tracks"),
    "tracks/<uuid:uuid>/mixer/": own("tracks"),
    "tracks/<uuid:uuid>/daw.zip": own("tracks"),
    "tracks/<uuid:uuid>/edit/": own("tracks", post=200),
    "tracks/<uuid:uuid>/favourite/": act("tracks"),
    "tracks/<uuid:uuid>/say/": act("tracks", 422),
    "tracks/<uuid:uuid>/rate/": act("tracks", 422),
    "tracks/<uuid:uuid>/trash/": act("tracks"),
    "tracks/<uuid:uuid>/delete/": own("trashed_tracks", post=302),
    "tracks/<uuid:uuid>/restore/": act("tracks"),
    "tracks/<uuid:uuid>/menu/": own("tracks", post=200),
    "tracks/<uuid:uuid>/stack/": own("tracks", post=200),
    "tracks/<uuid:uuid>/top/": act("tracks"),
    "beside/": people(404),
    "tracks/<uuid:uuid>/lineage/": own("tracks"),
    "tracks/<uuid:uuid>/beside/<uuid:other>/": own("tracks", 404, other=[NOBODY_S]),
    "tracks/<uuid:uuid>/share/": act("tracks"),
    "tracks/<uuid:uuid>/<slug:operation>/": own("kept_tracks", post=422, operation=FROM_TRACK),
    "import/": people(post=422),
    "uploads/": people(post=422),
    "uploads/arrivals/": people(405, 422),
    "uploads/arrivals/<uuid:uuid>/": own("arrivals"),
    "uploads/arrivals/<uuid:uuid>/discard/": act("arrivals"),
    "uploads/<uuid:uuid>/": own("uploads", post=200),
    "uploads/<uuid:uuid>/audio": own("uploads"),
    "uploads/<uuid:uuid>/download/": own("uploads"),
    "uploads/<uuid:uuid>/edit/": own("uploads", post=200),
    "uploads/<uuid:uuid>/trash/": act("uploads"),
    "uploads/<uuid:uuid>/restore/": act("uploads"),
    "uploads/<uuid:uuid>/delete/": act("uploads"),
    "uploads/<uuid:uuid>/menu/": own("uploads", post=200),
    "uploads/<uuid:uuid>/voice-phrase/": own("uploads", post=200),
    "uploads/<uuid:uuid>/<slug:operation>/": own("uploads", post=422, operation=FROM_UPLOAD),
    "assets/<uuid:uuid>/file": own("kept_assets"),
    "assets/<uuid:uuid>/places": own("wavs"),
    "assets/<uuid:uuid>/picture": own("covers"),
    "assets/<uuid:uuid>/cover/": act("covers"),
    "assets/<uuid:uuid>/again/": act("assets"),
    "assets/<uuid:uuid>/delete/": own("assets", post=302),
    "lyrics/": people(post=200),
    "lyrics/write/": people(post=200),
    "lyrics/compare/<uuid:uuid>/": own("lyrics_jobs", post=200),
    "lyrics/<uuid:uuid>/": own("drafts", post=200),
    "lyrics/<uuid:uuid>/keep/": act("drafts"),
    "lyrics/<uuid:uuid>/trash/": act("drafts"),
    "lyrics/<uuid:uuid>/restore/": act("drafts"),
    "lyrics/<uuid:uuid>/delete/": act("trashed_drafts"),
    "create/": people(302, 302),
    "create/<slug:operation>/": people(post=422, operation=FROM_NOTHING),
    "import/tasks/": people(post=422),
    "jobs/": people(post=200),
    "jobs/<uuid:uuid>/": own("jobs", post=200),
    "jobs/<uuid:uuid>/card/": own("jobs", post=200),
    "jobs/<uuid:uuid>/ask/": act("jobs"),
    "jobs/<uuid:uuid>/cancel/": act("jobs"),
    "jobs/<uuid:uuid>/retry/": act("jobs"),
    "jobs/<uuid:uuid>/settle/": act("settled_jobs"),
    "jobs/<uuid:uuid>/replay/": own("song_jobs", post=200),
    "jobs/<uuid:uuid>/put-away/": act("jobs"),
    "recipes/": people(post=200),
    "recipes/new/": people(post=200),
    "recipes/<uuid:uuid>/": own("recipes", post=200),
    "recipes/<uuid:uuid>/edit/": own("recipes", post=422),
    "recipes/<uuid:uuid>/share/": act("recipes"),
    "recipes/<uuid:uuid>/copy/": act("recipes"),
    "recipes/<uuid:uuid>/delete/": act("recipes"),
    "compare/blind/": people(post=404),
    "compare/blind/chosen/": people(405, 302),
    "compare/<str:token>/": people(404, 404),
    "compare/<str:token>/<int:number>/audio": people(404),
    "compare/<str:token>/trash/": people(405, 404),
    "compare/<str:token>/restore/": people(405, 404),
    "grids/new/": people(404, 404),
    "grids/<uuid:uuid>/": own("grids", post=200),
    "grids/<uuid:uuid>/cells/<int:row>/<int:column>/": own("grids", post=200, row=[0], column=[0]),
    "personas/": people(post=200),
    "personas/voice/": people(post=422),
    "personas/voice/<uuid:uuid>/": own("uploads", post=200),
    "personas/voice/<uuid:uuid>/<slug:operation>/": act("uploads", 422, operation=VOICE_STEPS),
    "personas/<uuid:uuid>/": own("personas", post=200),
    "personas/<uuid:uuid>/delete/": act("personas"),
    "projects/": people(post=200),
    "projects/<uuid:uuid>/": own("projects", post=200),
    "projects/<uuid:uuid>/settings/<slug:operation>/": own("projects", post=200, operation=["generate", "sounds"]),
    "projects/<uuid:uuid>/delete/": act("projects"),
    "playlists/": people(post=200),
    "playlists/add/": people(post=422),
    "playlists/move/": people(405, 404),
    "playlists/rule/": people(post=422),
    "playlists/rule/preview/": people(405, 200),
    "playlists/<uuid:uuid>/rule/": own("lists_by_rule", post=422),
    "playlists/<uuid:uuid>/by-hand/": act("lists_by_rule"),
    "playlists/<uuid:uuid>/songs.json": own("lists"),
    "playlists/<uuid:uuid>/songs.m3u8": own("lists"),
    "playlists/<uuid:uuid>/": own("lists"),
    "playlists/<uuid:uuid>/edit/": own("playlists", post=200),
    "playlists/<uuid:uuid>/trash/": act("playlists"),
    "playlists/<uuid:uuid>/restore/": act("playlists"),
    "playlists/<uuid:uuid>/delete/": act("trashed_lists"),
    "playlists/<uuid:uuid>/duplicate/": act("lists"),
    "playlists/<uuid:uuid>/move/": act("lists_by_hand", 404),
    "playlists/<uuid:uuid>/remove/": act("lists_by_hand", 404),
    "playlists/<uuid:uuid>/put-back/<uuid:track>/<int:position>/": act("lists", 404, track=[NOBODY_S], position=[7]),
    "usage/": people(),
    "usage/ledger.csv": people(),
    "vault/": people(post=405),
    "vault/rescue/": people(405, 302),
    "settings/": people(post=200),
    "settings/leave/": people(302, 302),  # once more: is it you?
    "settings/stay/": people(405, 302),
    "settings/export/": people(post=405),
    "settings/key/": people(405, 422),
    "settings/theme/": people(405, 302),
    "announcements/<int:pk>/dismiss/": people(405, 404),
    "notifications/": people(),
    "notifications/unread/": people(),
    "notifications/read/": people(405, 302),
    "notifications/push/": people(405, 422),
    "settings/notifications/": people(405, 302),
    "callbacks/kie/<str:token>/": open_door(405, 404),
    "healthz": open_door(post=200),
    "readyz": open_door(503, 503),  # no worker beats in tests
    "metrics": open_door(401),  # for administrators, and who has the token
}  # fmt: skip
ACCOUNTS = {
    "accounts/login/": open_door(post=200),
    "accounts/signup/": open_door(post=200),
    "accounts/demo/": open_door(405, 404),
    "accounts/invitation/<str:token>/": open_door(410, 410, token=["nonsense"]),
    "accounts/back/": people(405, 302),
    "accounts/logout/": open_door(302, 302),
    "accounts/inactive/": open_door(),
    "accounts/reauthenticate/": people(post=200),
    "accounts/email/": people(post=302),
    "accounts/confirm-email/": open_door(),
    "accounts/password/change/": people(post=200),
    "accounts/password/set/": people(302, 302),
    "accounts/password/reset/": open_door(post=200),
    "accounts/login/code/confirm/": open_door(302, 302),
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$": open_door(post=404, key=["nonsense"]),
    "accounts/password/reset/key/done/": open_door(),
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": open_door(post=200),
    "accounts/password/reset/done/": open_door(),
    "accounts/2fa/": people(),
    "accounts/2fa/authenticate/": open_door(302, 302),
    "accounts/2fa/reauthenticate/": people(302, 302),
    "accounts/2fa/totp/activate/": people(302, 302),
    "accounts/2fa/totp/deactivate/": people(404, 404),
    "accounts/2fa/recovery-codes/": people(404),
    "accounts/2fa/recovery-codes/generate/": people(302, 302),
    "accounts/2fa/recovery-codes/download/": people(404, 404),
    "accounts/2fa/webauthn/": people(),
    "accounts/2fa/webauthn/add/": people(302, 302),
    "accounts/2fa/webauthn/reauthenticate/": people(302, 302),
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": people(302, 302),
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": people(302, 302),
    "accounts/2fa/webauthn/login/": open_door(302, 302),
    "accounts/sessions/": people(post=302),
}  # fmt: skip
DOORS = STUDIO | ACCOUNTS

# What of the studio opens to a listener: to look at, and to press buttons in. All else answers them 403.
LISTENERS_LOOK = {
    "", "library/", "library/songs.json", "library/download/<str:token>/", "library/download/<str:token>/zip", "keys/", "beside/", "usage/", "notifications/", "notifications/unread/",
    "usage/ledger.csv", "uploads/<uuid:uuid>/audio",
    *(f"tracks/<uuid:uuid>/{page}" for page in (
        "", "audio", "cover", "thumb", "download/", "lyrics.<str:kind>", "words/", "mixer/", "daw.zip", "menu/", "stack/",
        "lineage/", "beside/<uuid:other>/",
    )),
    *(f"assets/<uuid:uuid>/{page}" for page in ("file", "places", "picture")),
    *(f"playlists/<uuid:uuid>/{page}" for page in ("offline/", "songs.json", "songs.m3u8")),
}  # fmt: skip
LISTENERS_WRITE = {
    "library/download/", "listening/", "queue/", "tracks/<uuid:uuid>/favourite/", "settings/", "settings/leave/",
    "settings/stay/", "settings/export/", "settings/theme/", "announcements/<int:pk>/dismiss/", "notifications/read/", "notifications/push/", "settings/notifications/", "playlists/", "playlists/add/", "playlists/move/",
    "playlists/rule/", "playlists/rule/preview/", "playlists/<uuid:uuid>/",
    *(f"playlists/<uuid:uuid>/{page}/" for page in (
        "download", "rule", "by-hand", "edit", "trash", "restore", "delete", "duplicate", "move", "remove",
        "put-back/<uuid:track>/<int:position>",
    )),
    *(route for route in ACCOUNTS),
}  # fmt: skip
# What of the administration is shut to managers: keys, roles, and what gives them
ADMINISTRATORS = (
    "admin/accounts/invitation/",
    "admin/music/provideraccount/",
    "admin/auth/",
    "admin/desk/catalogue/",
    "admin/desk/switches/",
)


def door_of(route):
    """KeyError, with what to do, where nobody has said who may open it. All below /admin/ is for staff."""
    if route.startswith("admin/"):
        return Door("staff")
    try:
        return DOORS[route]
    except KeyError:
        raise KeyError(
            f"Nobody has said who may open “{route}”. Add it to tests/security/doors.py: open_door() for everybody, "
            "people() for who is signed in, own(…) or act(…) for what belongs to one person; then all roles try it."
        ) from None
