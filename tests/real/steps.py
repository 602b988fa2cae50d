"""Every operation as a person carries it out: where its form is, what is changed in it, and what has to come of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.real import files

LYRICS = (
    "[Verse]\nThe driver knows my stop by now\nThe window keeps the rain\n[Chorus]\nNight bus to the coast"
)
SONG, LOST_SONG, HUMMED, RECORDING = "song", "lost song", "hummed line", "recording"
SHORT = {
    "custom_mode": "on",
    "title": "Night bus",
    "lyrics": LYRICS,
    "style": "slow folk",
    "duration": "{seconds}",
}


@dataclass(frozen=True)
class Step:
    """`start` is where it starts from: nothing, the song, or the recording."""

    slug: str
    start: str
    makes: Callable  # (world, what is told of the job): fails where something is missing
    changes: dict = field(default_factory=dict)
    needs: tuple = ()  # steps that have to be done before
    page: str = ""  # where its form is, if not at the address that it is sent to
    is_alike: bool = False  # by both wires, like the one that starts from an upload: carried out by one

    @property
    def name(self):
        return f"{self.slug} of the {self.start}" if self.start else self.slug


# What comes of it: rows, and files that are what they say


def songs(how="", at_least=0):
    """Two songs on disk, with the way they came from where they started."""

    def check(world, told, step):
        assert len(told["tracks"]) == 2
        sources = [[world.uuid_of(step.start), how]] if how else []
        for track in told["tracks"]:
            assert track["sources"][:1] == sources
            files.check_sound(track)
            assert track["duration"] >= at_least

    return check


def mix(world, told, step):
    songs("mashup")(world, told, step)
    other = HUMMED if step.start == SONG else SONG
    assert all(track["sources"][1] == [world.uuid_of(other), "mashup"] for track in told["tracks"])


def sounds(world, told, step):
    songs()(world, told, step)
    assert {track["kind"] for track in told["tracks"]} == {"sound"}


def longer(world, told, step):
    """What there was up to the cut, and then more."""
    start, at = told["extends"]
    assert start == world.uuid_of(step.start)
    assert 3 <= at < 5
    songs("extend", at_least=at + 20)(world, told, step)


def assets(kind, names=None, count=1, check=files.check_sound):
    def check_all(world, told, step):
        assert not names or {asset["name"] for asset in told["assets"]} == names
        assert len(told["assets"]) == (len(names) if names else count)
        for asset in told["assets"]:
            assert (asset["kind"], asset["track"]) == (kind, world.uuid_of(SONG))
            check(asset)

    return check_all


def drafts(world, told, step):
    assert len(told["drafts"]) == 2
    assert all(title and len(text) > 20 for title, text in told["drafts"])


def timed_words(world, told, step):
    (count,) = told["timed"]
    assert count >= 10
    assert told["result"]["lines"] == 4


def persona(kind, name):
    def check(world, told, step):
        (made,) = told["personas"]
        assert (made["kind"], made["name"]) == (kind, name)
        assert made["provider_id"] == told["result"]["persona_id"]

    return check


def result(name):
    """A result that is no row of its own."""

    def check(world, told, step):
        assert told["result"][name]

    return check


def fresh_links(world, told, step):
    assert told["result"]["songs"] == 2
    for track in world.copied(world.jobs[step.start])["tracks"]:
        files.check_sound(track)


TWELVE = {"Vocals", "Backing Vocals", "Drums", "Bass", "Guitar", "Keyboard", "Strings", "Brass", "Woodwinds",
          "Percussion", "Synth", "FX"}  # fmt: skip
SECTION = {"infill_start_s": "4", "infill_end_s": "14", "prompt": "Another line", "full_lyrics": LYRICS,
           "tags": "slow folk", "title": "Night bus again"}  # fmt: skip
COVER = {"custom_mode": "on", "title": "Sung anew", "style": "brass band", "lyrics": LYRICS, "duration": "10"}
BAND, VOICE = (
    {"title": "With a band", "tags": "jazz trio"},
    {"title": "With a voice", "style": "soft", "prompt": LYRICS},
)
FLOW = "/personas/voice/{recording}/"

STEPS = [
    Step("generate", "", songs(), SHORT),
    Step("sounds", "", sounds, {"prompt": "rain on a tin roof"}),
    Step("lyrics", "", drafts, {"prompt": "two friends on a night bus"}),
    Step("style-boost", "", result("text"), {"content": "sad piano waltz"}),
    Step("extend", SONG, longer, {"continue_at": "3.5"}),
    Step("upload-extend", HUMMED, longer, {"default_param_flag": "on", "title": "Longer", "style": "folk", "prompt": LYRICS}),
    Step("replace-section", SONG, songs("section"), SECTION),
    Step("replace-section", RECORDING, songs("section"), SECTION),
    Step("upload-cover", SONG, songs("cover"), COVER, is_alike=True),
    Step("upload-cover", HUMMED, songs("cover"), COVER),
    Step("add-instrumental", SONG, songs("instrumental"), BAND, is_alike=True),
    Step("add-instrumental", HUMMED, songs("instrumental"), BAND),
    Step("add-vocals", SONG, songs("vocals"), VOICE, is_alike=True),
    Step("add-vocals", HUMMED, songs("vocals"), VOICE),
    Step("mashup", SONG, mix, COVER | {"second": "{hummed line}"}, is_alike=True),
    Step("mashup", HUMMED, mix, COVER | {"second": "{song}"}),
    Step("timestamped-lyrics", SONG, timed_words),
    Step("stems", SONG, assets("stem", {"Vocals", "Instrumental"})),
    Step("midi", SONG, assets("midi", check=files.check_notes), needs=("stems of the song",)),
    Step("wav", SONG, assets("wav", check=files.check_wave)),
    Step("video", SONG, assets("video", check=files.check_video)),
    Step("cover-image", SONG, assets("cover", count=2, check=files.check_picture)),
    Step("persona", SONG, persona("style_persona", "Night voice"), {"name": "Night voice", "description": "Close"}),
    Step("voice-phrase", RECORDING, result("phrase"), page=FLOW),
    Step("voice-again", RECORDING, result("phrase"), page=FLOW, needs=("voice-phrase of the recording",)),
    Step("voice", RECORDING, persona("voice_persona", "My own"), {"verify_url": "{hummed line}", "voice_name": "My own"},
         page=FLOW, needs=("voice-again of the recording",)),
    Step("voice-check", RECORDING, result("is_available"), page=FLOW, needs=("voice of the recording",)),
    Step("recovery", LOST_SONG, fresh_links),
]  # fmt: skip
BY_NAME = {step.name: step for step in STEPS}
