"""POST /api/v1/style/generate: a short style made rich. Answered at once."""

import random

from .. import facts
from ..checks import Text
from ..faults import without_tags
from .base import Operation

DONE = "成功"  # what the live answer said where the documents have "1"
SOUNDS = (
    "warm analogue keys",
    "brushed drums",
    "round electric bass",
    "wide reverberant guitars",
    "close, breathy vocals",
    "layered harmonies in the chorus",
    "crisp hats",
    "a soft tape hiss",
    "bright strings",
)
MOODS = ("unhurried", "hopeful", "late at night", "restless", "tender", "triumphant", "wistful")
SHAPES = (
    "building from a sparse verse to a full chorus",
    "with a quiet bridge before the last chorus",
    "ending as it began",
)


class StyleBoost(Operation):
    slug, path = "style-boost", "/api/v1/style/generate"
    immediate, checks = True, (Text("content", required=True),)

    def answer(self, sandbox, task):
        content = without_tags(task.param["content"])
        return {
            "taskId": task.id,
            "param": content,
            "result": boosted(content),
            "creditsConsumed": facts.CREDITS[self.slug],
            "creditsRemaining": sandbox.store.balance(),
            "successFlag": DONE,
            "errorCode": None,
            "errorMsg": None,
            "createTime": int(task.at * 1000),
        }


def boosted(content):
    rng = random.Random(f"boost {content}")
    return ", ".join([content, rng.choice(MOODS), *rng.sample(SOUNDS, 3), rng.choice(SHAPES)])


operation = StyleBoost()
