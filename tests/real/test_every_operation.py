"""Every operation, from its form to the file on disk: by both wires, against the sandbox and its own books."""

import pytest
import requests

from music.models import Track, Upload
from music.operations import registry
from tests.real import files
from tests.real.steps import BY_NAME, HUMMED, RECORDING, SONG, STEPS, TWELVE
from tests.real.world import World

pytestmark = pytest.mark.real
STYLES = ("dedicated", "market")
HEARD = ("generate", "sounds", "lyrics", "stems of the song", "midi of the song", "wav of the song", "video of the song",
         "cover-image of the song", "voice-phrase of the recording", "voice-again of the recording",
         "voice of the recording", "recovery of the lost song")  # fmt: skip


def worlds(calls_back):
    """One of each style."""
    names = {style: f"{style}, called back" if calls_back else style for style in STYLES}
    return [pytest.param((style, calls_back), id=name) for style, name in names.items()]


def opened(request, tmp_path_factory):
    style, calls_back = request.param
    world = World(tmp_path_factory.mktemp(style), style, calls_back, queue=6 + calls_back)
    yield world
    world.leave()


world = pytest.fixture(opened, scope="module", params=worlds(calls_back=False))
world_that_hears = pytest.fixture(opened, scope="module", params=worlds(calls_back=True))


def test_no_operation_is_left_out():
    kinds = {"": None, HUMMED: Upload, RECORDING: Upload}
    carried_out = {(step.slug, kinds.get(step.start, Track)) for step in STEPS}
    there_are = {(each.slug, kind) for each in registry.IN_ORDER for kind in each.starts_from or (None,)}
    assert carried_out == there_are


def test_no_way_of_calling_back_is_left_out():
    families = {operation.family for operation in registry.IN_ORDER if operation.calls_back}
    assert {registry.get(BY_NAME[name].slug).family for name in HEARD} == families


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_it_is_carried_out_from_its_form_to_the_disk(world, step):
    if step.is_alike and world.style == "market":
        pytest.skip("It is sent like the one that starts from an upload.")
    skip_the_same(world, step.slug)
    told, (task,) = world.done(step.name)
    assert told["state"] == "done", told["error"]
    step.makes(world, told, step)
    assert task["operation"] == step.slug
    assert_wire(task, world.style)
    assert booked(told) == world.charged(task)
    assert "callback" not in told["heard"]


def skip_the_same(world, slug):
    """What has no name on the market is sent to its own path by both wires: once is enough."""
    if world.style == "market" and not registry.get(slug).market:
        pytest.skip("It goes to its own path by both wires.")


def assert_wire(task, style):
    """By the market where it has a name there, else by its own path."""
    name = registry.get(task["operation"]).market
    went_by = task["market"] and task["market"]["model"]
    assert went_by == (name if style == "market" and name else None)


def booked(told):
    signs = {"charged": 1, "returned": -1, "expected": 0}
    return sum(signs[kind] * credits for kind, credits in told["booked"])


@pytest.mark.parametrize("name", HEARD)
def test_it_is_heard_of_by_callback_alone(world_that_hears, name):
    skip_the_same(world_that_hears, BY_NAME[name].slug)
    told, (task,) = world_that_hears.done(name)
    assert told["state"] == "done", told["error"]
    BY_NAME[name].makes(world_that_hears, told, BY_NAME[name])
    assert_wire(task, world_that_hears.style)
    assert booked(told) == world_that_hears.charged(task)
    assert "callback" in told["heard"]
    assert "record" not in told["heard"]


def test_a_lost_song_is_offered_fresh_links_and_another_is_not(world):
    lost, kept = world.lost_song(), world.uuid_of(SONG)
    assert {track["archive_state"] for track in lost["tracks"]} == {"lost"}
    assert lost["offered"]["recovery"] == ""
    assert "on your disk" in world.desk("steps", f"/tracks/{kept}/")["recovery"]


def test_a_refused_link_is_asked_for_anew(world):
    world.sandbox.arm("forbidden")
    job, _tasks = world.carried_out("/create/sounds/", {"prompt": "a door in a hall"})
    for track in world.desk("told", job)["tracks"]:
        assert requests.get(track["url"], timeout=5).status_code == 403
        assert track["archive_tries"] == 0
        files.check_sound(track)


@pytest.mark.parametrize("slug", ["wav", "cover-image", "persona"])
def test_what_is_made_only_once_is_found_again_and_not_paid_again(world, slug):
    skip_the_same(world, slug)
    name = f"{slug} of the song"
    first, _tasks = world.done(name)
    told, tasks = world.again(name)
    assert told["state"] == "done", told["error"]
    assert told["reuses_record"]
    assert (tasks, booked(told)) == ([], 0)
    assert len(told["assets"]) == len(first["assets"])
    assert told["result"] == first["result"]
    assert all(asset["archive_state"] == "kept" for asset in told["assets"])


def test_one_dead_stem_of_twelve_leaves_the_others(world):
    if world.style == "market":
        pytest.skip("Stems go to their own path by both wires.")
    world.sandbox.arm("one-dead")
    stems = f"/tracks/{world.uuid_of(SONG)}/stems/"
    job, _tasks = world.carried_out(stems, {"type": "split_stem"})
    told = world.desk("told", job)
    assert told["state"] == "done"
    assert {asset["name"] for asset in told["assets"]} == TWELVE
    dead, *others = sorted(told["assets"], key=lambda asset: asset["archive_state"])
    assert dead["archive_state"] == "due"
    assert dead["archive_tries"] >= 1
    for stem in others:
        files.check_sound(stem)


def test_one_instrument_by_its_name_is_taken_out(world):
    if world.style == "market":
        pytest.skip("Stems go to their own path by both wires.")
    advanced = {"type": "split_stem_advanced", "stem_name": "Drum Kit"}
    job, (task,) = world.carried_out(f"/tracks/{world.uuid_of(SONG)}/stems/", advanced)
    told = world.desk("told", job)
    assert booked(told) == world.charged(task) == 20
    assert len(told["assets"]) == 2
    for stem in told["assets"]:
        files.check_sound(stem)
