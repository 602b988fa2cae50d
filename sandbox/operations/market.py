"""The market: every operation by one path, in snake_case, and one record for all of them."""

import json
import time

from .. import answers, facts
from ..answers import Refused
from .records import asked, misstated

PREFIX = "ai-music-api/"
SLUGS = {PREFIX + name: slug for slug, name in facts.MARKET.items()}
# Switches that are not sent there, and what that means for versions whose own documents demand them.
UNSENT = {
    "extend": {"wire": "market"},
    "upload-extend": {"wire": "market"},
    "upload-cover": {"customMode": True},
    "mashup": {"customMode": True},
}


def create(sandbox, request):
    body = answers.read_json(request)
    operation = sandbox.operations.get(SLUGS.get(str(body.get("model"))))
    if operation is None:
        raise Refused(422, "The model name you specified is not supported.")
    if operation.slug in facts.NOT_ON_MARKET:
        raise Refused(422, "This model has no result here; use its own path.")
    if not isinstance(body.get("input"), dict):
        raise Refused(422, "input must be an object")
    sent = json.dumps(body, ensure_ascii=False)
    return sandbox.create(request, operation, own_params(operation, body), sent)


def own_params(operation, body):
    """The same request in the operation's own words; names that are not snake_case mean nothing."""
    given = {camel(name): value for name, value in body["input"].items() if name == name.lower()}
    params = {operation.market_names.get(name, name): value for name, value in given.items()}
    if params.get("model") not in facts.V6_FAMILY:
        params = UNSENT.get(operation.slug, {}) | params
    return params | ({"callBackUrl": body["callBackUrl"]} if body.get("callBackUrl") else {})


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def record(sandbox, request):
    struck, task = asked(sandbox, request, "taskId")
    if struck is not None:
        return struck
    if task is None or not task.sent:
        raise Refused(422, "recordInfo is null")
    state = misstated(task, "generating")
    return answers.success(told(sandbox, task) | ({} if state is None else {"state": state}))


def told(sandbox, task):
    """The task as the market tells of it: request and result as JSON in texts, times in milliseconds."""
    operation = sandbox.operations[task.operation]
    done, failed = task.stage == operation.stages[-1], task.stage == "error"
    items = sandbox.store.items(task.id)
    result = operation.market_result(sandbox, task, items) if done else None
    if done and task.fault("result-urls"):
        result = {"resultUrls": addresses(result)}
    ended = task.ended and int(task.ended * 1000)
    return {
        "taskId": task.id,
        "model": PREFIX + facts.MARKET[task.operation],
        "state": state(sandbox, task, operation),
        "param": task.sent,
        "resultJson": json.dumps(result, ensure_ascii=False) if result else "",
        "response": result,
        "failCode": str(task.error_code) if failed else None,
        "failMsg": task.error_message if failed else None,
        "costTime": int(1000 * (task.ended - task.at)) if task.ended else 0,
        "createTime": int(task.at * 1000),
        "updateTime": ended or int(time.time() * 1000),
        "completeTime": ended,
        "creditsConsumed": 0 if failed else task.credits,
    }


def state(sandbox, task, operation):
    if task.stage == operation.stages[-1]:
        return "success"
    if task.stage == "error":
        return "generating" if task.fault("pending-error") else "fail"
    if task.stage != "accepted":
        return "generating"
    words = ("waiting", "queuing", "generating")  # a third of the first stage each
    share = (time.time() - task.at) / (sandbox.settings.stage_seconds or 1)
    return words[min(2, int(3 * share))]


def message(sandbox, task):
    """The callback: the record, in an envelope with the code; for MIDI the notes as well."""
    operation = sandbox.operations[task.operation]
    data = told(sandbox, task)
    if task.stage == "error":
        return {"code": task.error_code, "msg": task.error_message, "data": data}
    data |= operation.market_told(sandbox, task, sandbox.store.items(task.id))
    return {"code": 200, "msg": "success", "data": data}


def addresses(result):
    """Every address of sound that a result has, or whatever addresses it has."""
    songs = result.get("data", ())
    return [song["audio_url"] for song in songs if song.get("audio_url")] or result.get("resultUrls", [])
