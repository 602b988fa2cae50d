"""Our spelling of a field (snake_case), turned into the provider's.

A name is turned by rule; what the rule gets wrong is listed, by path or market name, as data.
"""

DEDICATED, MARKET = STYLES = ("dedicated", "market")

EXCEPTIONS = {  # Where the provider's own spelling breaks its rule: path, our name, its name.
    "/api/v1/voice/regenerate": {"call_back_url": "calBackUrl"},
    "/api/v1/voice/check-voice": {"task_id": "task_id"},
    "/api/v1/suno/recovery": {"task_id": "sunoTaskId"},
    "/api/v1/suno/recovery/record-info": {"task_id": "task_id"},
}

MARKET_PATH = "/api/v1/jobs/createTask"
MARKET_RECORD_PATH = "/api/v1/jobs/recordInfo"
NOT_ON_MARKET = {  # What is left out there is inherited, or goes without saying.
    "ai-music-api/extend": {"default_param_flag"},
    "ai-music-api/upload-and-extend-audio": {"default_param_flag"},
    "ai-music-api/upload-and-cover-audio": {"custom_mode"},
    "ai-music-api/mashup": {"custom_mode", "instrumental"},
}


def camel(name):
    """`negative_tags` → `negativeTags`, `infill_start_s` → `infillStartS`."""
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


def dedicated(fields, path=""):
    """The body for a path of its own. A field that is None is not sent."""
    special = EXCEPTIONS.get(path, {})
    return {special.get(name, camel(name)): value for name, value in fields.items() if value is not None}


def market(fields, operation):
    """The body for the market: our names as they are, inside `input`; the callback stands beside it.

    `operation` is the market's name, "ai-music-api/extend"; the version of Suno is `input.model`.
    """
    untaken = NOT_ON_MARKET.get(operation, ())
    inputs = {name: value for name, value in fields.items() if value is not None and name not in untaken}
    callback = {"callBackUrl": inputs.pop("call_back_url")} if "call_back_url" in inputs else {}
    return {"model": operation, "input": inputs, **callback}
