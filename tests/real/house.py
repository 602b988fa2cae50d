"""Run by a test in a process of its own: somebody who is signed in and has a song. Prints what a browser needs."""

import json

import django

django.setup()

from django.test import Client  # noqa: E402

from tests.factories import keep, make_track, make_user  # noqa: E402

SONG = b"ID3" + bytes(range(256)) * 8000

if __name__ == "__main__":
    user, client = make_user(), Client()
    client.force_login(user)
    track = keep(
        make_track(owner=user, title="Größe 雨"), SONG, place="Mira-1/Größe 雨-2/Größe 雨 & more.mp3"
    )
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    print(json.dumps({"cookies": cookies, "track": str(track.uuid), "name": track.audio.name}))
