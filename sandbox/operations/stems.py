"""POST /api/v1/vocal-removal/generate: a song taken apart: voice and backing, twelve groups, or one stem by its name."""

from .. import facts, media, sources
from ..checks import Address, Choice, Rule, Text, given
from ..music import voices
from .tools import CALLBACK, SongTool, new_item, source_of, unusable

TWO = {"vocal": "Vocals", "instrumental": "Instrumental"}
TWELVE = {  # what the addresses are called, and what the group is
    "vocal": "Vocals",
    "backing_vocals": "Backing_Vocals",
    "drums": "Drums",
    "bass": "Bass",
    "guitar": "Guitar",
    "keyboard": "Keyboard",
    "strings": "Strings",
    "brass": "Brass",
    "woodwinds": "Woodwinds",
    "percussion": "Percussion",
    "synth": "Synth",
    "fx": "FX",
}
RECORD_NAMES = {  # piano is in the record alone, and always empty
    "piano": "pianoUrl",
    "instrumental": "instrumentalUrl",
    "backing_vocals": "backingVocalsUrl",
} | {name: f"{name}Url" for name in TWELVE if name != "backing_vocals"}


def mode(params):
    return params.get("type") or "separate_vocal"


def is_advanced(params):
    return mode(params) == "split_stem_advanced"


def is_sent(params):
    return given(params, "audioUrl")


CHECKS = (
    Choice("type", values=tuple(facts.STEM_CREDITS)),
    Choice("stemName", required=is_advanced, applies=is_advanced, values=facts.STEM_NAMES),
    Text("taskId"),
    Text("audioId"),
    Address("audioUrl"),
    Rule(is_sent, forbids=("taskId", "audioId")),
    Rule(lambda p: not is_sent(p), needs=("taskId", "audioId")),
    CALLBACK,
)


class Stems(SongTool):
    slug, path = "stems", "/api/v1/vocal-removal/generate"
    record_path, checks = "/api/v1/vocal-removal/record-info", CHECKS

    def credits(self, params):
        return facts.STEM_CREDITS[mode(params)]

    def admit(self, sandbox, params):
        if not is_sent(params):
            super().admit(sandbox, params)

    def doom(self, sandbox, params):
        if is_sent(params):
            return unusable(sandbox, params["audioUrl"])
        return super().doom(sandbox, params)

    def parent(self, params):
        return params.get("audioId") or ""

    def items(self, sandbox, task):
        recipe, duration = source_recipe(sandbox, task.param)
        return [
            new_item(
                task, place, "stem", about | {"duration": round(duration, 2)}, recipe | {"voices": sounding}
            )
            for place, (about, sounding) in enumerate(wanted(task.param))
        ]

    def address(self, sandbox, item):
        """The name of an advanced stem brings its blanks into the path, as with the provider."""
        return f"{media.origin(sandbox, item)}/media/stems/{item.id}_{item.about['group']}.mp3"

    def moment(self, seconds):
        return seconds and int(seconds * 1000)

    def response(self, sandbox, task, items):
        empty = {"id": None, "originUrl": None, "originData": self.origin(sandbox, task, items)}
        found = dict.fromkeys(RECORD_NAMES.values())
        if not is_advanced(task.param):
            found |= {RECORD_NAMES[item.about["name"]]: self.address(sandbox, item) for item in items}
        return empty | found

    def origin(self, sandbox, task, items):
        """In snake_case, also in the record. Advanced: one pair of the stem alone and the song without it."""
        told = {item.about["name"]: self.described(sandbox, item) for item in items}
        return [told] if is_advanced(task.param) else list(told.values())

    def described(self, sandbox, item):
        return {
            "duration": item.about["duration"],
            "audio_url": self.address(sandbox, item),
            "stem_type_group_name": item.about["group"].replace("_", " "),
            "id": item.id,
        }

    def told(self, sandbox, task, items):
        if is_advanced(task.param):
            info = {"origin_data": self.origin(sandbox, task, items)}
        else:
            info = {f"{item.about['name']}_url": self.address(sandbox, item) for item in items}
            info = {"origin_url": ""} | info
        return {self.result_names(task)[0]: info}

    def message(self, sandbox, task, stage, items):
        kind = "vocal separation" if task.fault("older") else "vocal Removal"
        return super().message(sandbox, task, stage, items) | {"msg": f"{kind} generated successfully."}

    def result_names(self, task):
        return ("vocal_separation_info" if task.fault("older") else "vocal_removal_info",)

    def market_result(self, sandbox, task, items):
        """Not published: the same object as in the callback, and the addresses as a list."""
        (info,) = self.told(sandbox, task, items).values()
        return {"resultUrls": [self.address(sandbox, item) for item in items], "resultObject": info}


def wanted(params):
    """(what answers tell, voices that sound) of each stem of a separation."""
    if is_advanced(params):
        group = params["stemName"]
        alone = voices.voices_for(group)
        return [
            ({"name": "extract", "group": group}, alone),
            ({"name": "remove", "group": group}, voices.without(alone)),
        ]
    names = TWO if mode(params) == "separate_vocal" else TWELVE
    return [({"name": name, "group": group}, voices.voices_for(name)) for name, group in names.items()]


def source_recipe(sandbox, params):
    """(what there is to render, seconds) of the song or the sent file."""
    if is_sent(params):
        source = sources.find(sandbox, params["audioUrl"])
        return {"pieces": source.pieces}, source.seconds
    source = source_of(sandbox, params)
    return {"pieces": source.recipe["pieces"]}, source.about["duration"]


operation = Stems()
