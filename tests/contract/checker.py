"""Whether a request is what the provider takes."""

import math

from .facts import OPERATIONS
from .terms import MARKET_PATH


def check(operation, style, path, body, **known):
    """What is wrong with a request, in sentences; an empty list for a right one.

    `operation` is our slug, `style` "dedicated" or "market", `body` what goes out as JSON. `known` is
    what the body does not say: `source_seconds`, or a switch or version under its name in snake_case.
    """
    fact = OPERATIONS[operation]
    if style == "market" and path == MARKET_PATH:
        names, values, problems = _opened(fact, body)
    else:
        names, values = {field.wire: field for field in fact.fields}, body
        problems = _misrouted(fact, style, path)
    said = {names[wire].name: value for wire, value in values.items() if wire in names}
    said = known | said | {"wire_style": "market" if path == MARKET_PATH else "dedicated"}
    problems += [f"{wire} is unknown" for wire in values if wire not in names]
    for wire, field in names.items():
        if wire in values:
            problems += [f"{wire} {wrong}" for wrong in _wrongs(field, values[wire], said)]
        elif field.required(said):
            problems.append(f"{wire} is missing")
    return problems + _between(fact, said)


def _misrouted(fact, style, path):
    if style == "market" and fact.is_measured:
        return [f"{path} is not where the market takes it"]
    return [] if path == fact.path else [f"{path} is not {fact.path}"]


def _opened(fact, body):
    """Names and values of a request to the market: those inside `input`, and the address beside it."""
    fields = [field for field in fact.fields if field.is_on_market]
    names = {field.name: field for field in fields if field.name != "call_back_url"}
    values = dict(body.get("input", {}))
    problems = [f"{name} is unknown beside input" for name in {*body} - {"model", "input", "callBackUrl"}]
    problems += [f"{name} is unknown" for name in {"callBackUrl"} & values.keys()]
    if fact.market is None:
        problems.append("it is not to be sent to the market")
    elif body.get("model") != fact.market:
        problems.append(f"model is {body.get('model')}, not {fact.market}")
    callback = next((field for field in fields if field.name == "call_back_url"), None)
    if callback and "callBackUrl" in body:
        names["callBackUrl"], values["callBackUrl"] = callback, body["callBackUrl"]
    elif "callBackUrl" in body:
        problems.append("callBackUrl is unknown")
    return names, values, problems


def _wrongs(field, value, said):
    """What is wrong with one value, the type first: nothing else can be said of a wrong one."""
    wrong_type = not TYPES[field.type](value)
    if wrong_type:
        return [f"is no {field.type}"]
    found = []
    if field.forbidden(said):
        found.append("is forbidden here")
    if said.get("model", field.versions[0]) not in field.versions:
        found.append(f"is not taken with {said['model']}")
    if field.choices and value not in field.choices:
        found.append("is none of the choices")
    return found + LIMITS.get(field.type, _no_limits)(field, value, said)


def _text_limits(field, value, said):
    longest = field.longest_for(said)
    if field.required(said) and not value.strip():
        return ["is empty"]
    return ["is too long"] if longest is not None and len(value) > longest else []


def _number_limits(field, value, said):
    found, most = [], field.most_for(said)
    if field.least is not None and (value <= field.least if field.is_open else value < field.least):
        found.append("is too small")
    if most is not None and (value >= most if field.is_open else value > most):
        found.append("is too great")
    if field.decimals is not None and round(value, field.decimals) != value:
        found.append("has too many decimals")
    return found


def _count_limits(field, value, said):
    found = ["are too few"] if field.least is not None and len(value) < field.least else []
    return found + (["are too many"] if field.most is not None and len(value) > field.most else [])


def _no_limits(field, value, said):
    return []


def _between(fact, said):
    problems = [rule.words for rule in fact.rules if not rule.holds(said)]
    for span in fact.spans:
        ends = [said.get(span.start, 0), said.get(span.end, 0)]
        if all(_is_number(end) for end in ends) and not span.holds(said):
            problems.append(f"{span.start} and {span.end} are too near or too far apart")
    return problems


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_address(value):
    return isinstance(value, str) and value.startswith(("https://", "http://"))


TYPES = {
    "text": lambda value: isinstance(value, str),
    "address": _is_address,
    "addresses": lambda value: isinstance(value, list | tuple) and all(map(_is_address, value)),
    "number": _is_number,
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "switch": lambda value: isinstance(value, bool),
}
LIMITS = {
    "text": _text_limits,
    "number": _number_limits,
    "integer": _number_limits,
    "addresses": _count_limits,
}
