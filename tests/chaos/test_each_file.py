"""Each thing that can be wrong with a song's file: it is kept when it is whole, and never fetched from a private place."""

import socket

import pytest
from urllib3.util import connection

from music.media import fetch
from music.models import Job
from music.services import archive
from music.tell import copies
from tests.chaos import names
from tests.chaos.alone import TWO_WEEKS

MEGABYTE = 1024**2
FOR_A_WHILE = {"dead 2": "gone", "empty 1": "broken", "truncated 1": "broken", "wrong-type 1": "page",
               "endless 1": "large"}  # fmt: skip
FOR_EVER = {"dead": "gone", "expired": "gone", "empty": "broken", "truncated": "broken", "wrong-type": "page",
            "endless": "large"}  # fmt: skip
PRIVATE = ("redirect-private", "private-host")
SLOW = {"timeout": (1, 1), "total_seconds": 0.2}


@pytest.fixture(autouse=True)
def small_limit(monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_SONG", MEGABYTE)


def made(studio, *faults):
    """The job is done, and its files were tried once."""
    studio.press(*faults)
    studio.work()
    studio.hear()
    assert studio.job.state == Job.State.DONE


def stand(studio):
    """{(state, reason)} of all its songs."""
    return {(track.archive_state, track.archive_error) for track in studio.tracks}


def is_told(code):
    assert copies.why(code) in copies.WORDS.values()


@pytest.mark.parametrize("fault, reason", FOR_A_WHILE.items())
def test_a_file_that_comes_wrong_at_first_is_kept_in_the_end(studio, fault, reason):
    made(studio, fault)
    assert stand(studio) == {("due", reason)}
    studio.later(11)
    studio.is_whole()


@pytest.mark.parametrize("fault, reason", FOR_EVER.items())
def test_one_that_never_comes_right_is_lost_with_a_reason_after_two_weeks(studio, fault, reason):
    made(studio, fault)
    studio.later(3600)
    assert stand(studio) == {("due", reason)}
    is_told(reason)
    studio.later(TWO_WEEKS)
    assert stand(studio) == {("lost", reason)}
    assert not any((studio.place / "media").rglob("*.mp3"))


def test_one_that_is_forbidden_comes_by_a_fresh_link(studio):
    made(studio, "forbidden")
    studio.is_whole()


def test_one_of_two_that_is_dead_does_not_hold_up_the_other(studio):
    made(studio, "one-dead")
    assert [track.archive_state for track in studio.tracks] == ["kept", "due"]
    studio.later(TWO_WEEKS)
    assert [track.archive_state for track in studio.tracks] == ["kept", "lost"]


def test_one_that_takes_too_long_is_given_up_and_tried_again(studio, monkeypatch):
    given = dict(fetch.download.__kwdefaults__)
    monkeypatch.setattr(fetch.download, "__kwdefaults__", given | SLOW)
    made(studio, "slow 200000")
    assert stand(studio) == {("due", "broken")}
    monkeypatch.setattr(fetch.download, "__kwdefaults__", given)
    studio.later(11)
    studio.is_whole()


@pytest.mark.parametrize("fault", PRIVATE)
def test_one_that_leads_to_a_private_place_is_not_fetched_and_never_tried_again(studio, fault):
    made(studio, fault)
    assert stand(studio) == {("lost", "forbidden")}
    is_told("forbidden")
    assert studio.sandbox.trap.visits == []


def test_a_name_that_is_public_at_first_and_private_when_it_is_connected_is_not_followed(studio, monkeypatch):
    """Each try looks up once and connects to what was checked; the next try sees the private one, and is the last."""
    addresses, connected = [names.PUBLIC, names.PUBLIC, names.PRIVATE, names.PRIVATE], []

    def looked_up(host, *args, **kwargs):
        name = host.decode() if isinstance(host, bytes) else host
        return names.look_up(addresses.pop(0) if name == "localhost" else host, *args, **kwargs)

    def connect(address, *args, **kwargs):
        connected.append(address)
        return names.connected(address, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(connection, "create_connection", connect)
    made(studio, "private-host")
    assert stand(studio) == {("due", "broken")}
    studio.later(11)
    assert (stand(studio), addresses) == ({("lost", "forbidden")}, [])
    elsewhere = {address for address in connected if address[1] == studio.sandbox.trap.port}
    assert elsewhere == {(names.PUBLIC, studio.sandbox.trap.port)}
    assert studio.sandbox.trap.visits == []
