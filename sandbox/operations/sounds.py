"""POST /api/v1/generate/sounds: two effects or loops. Their callbacks are described nowhere: those of songs are sent."""

from .. import facts
from ..checks import Address, Choice, Flag, Number, Text
from ..music import effects, words
from .composing import about
from .songs import SongOperation

CHECKS = (
    Address("callBackUrl"),
    Text("prompt", required=True, limit=facts.SOUND_PROMPT),
    Choice("model", required=True, values=facts.PERSONAL),
    Flag("soundLoop"),
    Number("soundTempo", low=facts.SOUND_TEMPO[0], high=facts.SOUND_TEMPO[1], whole=True),
    Choice("soundKey", values=facts.SOUND_KEYS),
    Flag("grabLyrics"),
)


class Sounds(SongOperation):
    slug, path, checks, kind = "sounds", "/api/v1/generate/sounds", CHECKS, "sound"

    def song(self, sandbox, params, take):
        text = params["prompt"]
        seed = words.seed(
            text, params.get("soundTempo"), params.get("soundKey"), params.get("soundLoop"), take
        )
        recipe = {
            "seed": seed,
            "text": text,
            "tempo": params.get("soundTempo"),
            "key": params.get("soundKey"),
            "loop": params.get("soundLoop") is True,
            "cover": seed,
        }
        told = about(words.title(text), words.tags(text), text, effects.length(recipe))
        return told, recipe


operation = Sounds()
