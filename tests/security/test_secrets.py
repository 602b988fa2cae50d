"""Known secrets are planted in a real studio, much happens and breaks there, and everything written is searched."""

import base64
import gzip
import quopri
import re
import time
import zipfile
import zlib
from io import BytesIO
from itertools import chain
from uuid import UUID

import pytest

from music.kie.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign
from tests.base import callback
from tests.real.parts import wait_for
from tests.security.house import OWN_HMAC_KEY, OWN_KEY, WRONG_KEY, House
from tests.security.planted import Secret, in_database, in_files, in_queue, leaks

REFUSALS = ("refuse 402", "refuse 422", "http 500", "html", "reset-before", "error", "400", "531")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Where all of it has happened; its processes are still there."""
    house = House(tmp_path_factory.mktemp("house"))
    try:
        enter_keys(house)
        make_songs(house)
        break_things(house)
        change_keys(house)
        yield house
    finally:
        house.leave()


def enter_keys(house):
    for key, status in ((WRONG_KEY, 422), (OWN_KEY, 302)):
        answer = house.owner.fill_in("/settings/", "/settings/key/", key=key, hmac_key=OWN_HMAC_KEY)
        assert answer.status_code == status, answer.text


def make_songs(house):
    """With a key of one's own, which works; and with the server's, which the provider does not know."""
    house.make_one(house.owner, prompt="A slow waltz", duration="10")
    house.make_one(house.owner, "lyrics", prompt="A slow waltz")
    house.make_one(house.owner, "style-boost", content="slow synth-pop")
    house.make_one(house.staff, prompt="With a key nobody knows")
    for fault in REFUSALS:
        house.make_one(house.owner, prompt=f"A slow waltz [[fault: {fault}]]", duration="10")
    house.settled()


def call_back(house, token, task_id):
    stamp = int(time.time())
    headers = {TIMESTAMP_HEADER: str(stamp), SIGNATURE_HEADER: sign(task_id, stamp, OWN_HMAC_KEY)}
    address = f"{house.studio.url}/callbacks/kie/{token}/"
    return house.owner.post(address, json=callback("text", task_id=task_id), headers=headers)


def break_things(house):
    """Pages and tasks that fail while they hold a secret, and tell the log and the administrators."""
    job = house.uuids("music_job")[0]
    (token, task_id), *_rest = house.rows("SELECT token, task_id FROM music_job ORDER BY id")
    house.staff.fill_in(
        "/accounts/password/reset/", "/accounts/password/reset/", email="owner@studio.example"
    )
    reset = house.reset_key()
    house.known["reset"] = reset.rstrip("/").rpartition("/")[2]
    form = {
        "csrfmiddlewaretoken": house.owner.cookies["csrftoken"],
        "key": WRONG_KEY,
        "hmac_key": OWN_HMAC_KEY,
    }
    invited = f"/accounts/invitation/{house.known['invitation']}/"
    broken = [
        ("music_job", "created_at", lambda: house.owner.page(f"/jobs/{job}/")),
        ("music_job", "created_at", lambda: call_back(house, token, task_id)),
        ("accounts_invitation", "created_at", lambda: house.owner.page(invited)),
        ("accounts_user", "date_joined", lambda: house.owner.page(reset)),
        ("accounts_user", "date_joined", lambda: house.owner.send_form("/settings/key/", form)),
    ]
    for table, column, act in broken:
        assert house.with_wrong(table, column, act).status_code == 500, table
    house.without(
        "music_jobevent",
        lambda: house.make_one(house.owner, prompt="Breaks the task") and wait_for_a_traceback(house),
    )
    house.settled()


def wait_for_a_traceback(house):
    wait_for(
        "the task broke", lambda: "no such table: music_jobevent" in house.studio.process.log.read_text()
    )


def change_keys(house):
    """While everything runs; and what was entered before still pays."""
    file = house.data / "field_key"
    house.known["field keys"] = file.read_text().split()
    house.known["said"] = house.run("manage.py", "reseal", "--new-key") + house.run("manage.py", "check")
    house.known["field keys"] += file.read_text().split()
    house.known["said"] += house.run("manage.py", "backup", str(house.folder / "backup"))
    job = house.make_one(house.owner, "lyrics", prompt="After the change of keys")
    house.settled()
    assert house.values(f"SELECT state FROM music_job WHERE uuid = '{UUID(job).hex}'") == ["done"]


@pytest.mark.real
class TestSecrets:
    def test_all_of_it_has_happened(self, house):
        states = house.rows("SELECT state, error_code FROM music_job")
        assert {"done", "failed", "unknown"} <= {state for state, _code in states}
        assert {"401", "402", "422"} <= {code for _state, code in states}
        assert house.values("SELECT count(*) FROM music_track WHERE archive_state = 'kept'") >= [2]
        assert {"request", "answer", "callback"} <= set(house.values("SELECT kind FROM music_jobevent"))
        mails = "".join(path.read_text() for path in house.mails.iterdir())
        assert len(re.findall("Internal Server Error", mails)) >= 5
        assert "4 sealed anew" in house.known["said"]
        assert len(set(house.known["field keys"])) == 2
        assert list((house.folder / "backup").rglob("database.sqlite3"))

    def test_no_secret_is_written_anywhere(self, house):
        secrets = house.secrets()
        assert len({secret.text for secret in secrets}) > 20
        said = [("said", house.known["said"].encode()), *house.commands()]
        rows = in_database(house.data / "studio.sqlite3")
        files = (place for place in in_files(house.folder) if not place[0].startswith("file:provider/"))
        found = leaks(secrets, chain(said, house.every_page(), rows, in_queue(house.queue_folder), files))
        assert not found, "\n".join(f"{secret} stands in {place}" for secret, place in found)

    def test_what_is_secret_is_for_us_alone(self, house):
        assert house.data.stat().st_mode & 0o777 == 0o700
        kept = [
            *house.data.glob("*_key"),
            *house.data.glob("studio.sqlite3*"),
            *(house.data / "run").iterdir(),
        ]
        assert len(kept) > 4
        for path in kept:
            assert not path.stat().st_mode & 0o077, path


class TestSearch:
    """It finds what is there."""

    SECRET = Secret("it", 'one/of+ours"==', (r"rows:home\.column",))

    def test_it_finds_every_spelling_also_when_packed(self):
        for spelt in self.SECRET.spellings:
            packed = zlib.compress(b"so it is: " + spelt)
            for content in (
                b"x" + spelt + b"y",
                packed,
                base64.b64encode(packed),
                b"." + base64.urlsafe_b64encode(packed) + b":1:sig",
            ):
                assert leaks([self.SECRET], [("log", content)]) == [("it", "log")]

    def test_it_finds_it_in_archives_and_in_mails(self):
        for spelt in self.SECRET.spellings:
            archive = BytesIO()
            with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
                file.writestr("jobs.jsonl", b"so it is: " + spelt + bytes(500))
            for content in (archive.getvalue(), gzip.compress(spelt), quopri.encodestring(b"x" * 70 + spelt)):
                assert spelt not in content
                assert leaks([self.SECRET], [("log", content)]) == [("it", "log")]

    def test_it_leaves_out_where_it_lives(self):
        assert (
            leaks([self.SECRET], [("rows:home.column", self.SECRET.text.encode()), ("log", b"nothing")]) == []
        )
