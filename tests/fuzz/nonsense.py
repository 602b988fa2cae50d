"""Strategies for what strangers and broken machines send: odd values, and real bodies that were tampered with."""

import copy
import json

from hypothesis import strategies as st

URLS = (
    "https://files.example/new.mp3", "javascript:alert(1)", "file:///etc/passwd", "ftp://x.example/a.mp3",
    "//x.example/a", "https://", "http://[", "https://x.example/\r\nSet-Cookie: a=b", " https://x.example/a",
    "data:audio/mpeg;base64,AAAA", "HTTPS://X.EXAMPLE/A", "https://x.example/" + "a" * 3000,
)  # fmt: skip
WORDS = (
    "", " ", "complete", "SUCCESS", "PENDING", "error", "first", "text", "fail", "generating", "MOONLIGHT", "null",
    "0", "200", "501", "-1", "1e999", "NaN", "\x00", "a\x00b", "\ud800", "\U0001f3b5" * 40, "<script>", "' OR 1=1 --",
    "../../etc/passwd", "{", "[[", '{"data": [1]}', "x" * 5000,
)  # fmt: skip
NUMBERS = (0, 1, -1, 2, 3, 200, 201, 429, 500, 501, 531, 10**12, 10**400, -(10**400), 1e308, 0.1, 2**63)
FLOATS = st.floats()  # with NaN and the infinite ones
ATOMS = (
    st.none()
    | st.booleans()
    | st.integers()
    | FLOATS
    | st.text(max_size=20)
    | st.sampled_from([*URLS, *WORDS, *NUMBERS])
)
VALUES = st.recursive(
    ATOMS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]), max_size=80
)  # what can be posted: no half characters


def nested(depth):
    """A list in a list in a list …, as JSON."""
    return b"[" * depth + b"]" * depth


def places(body, here=()):
    """The path of every value in a body, itself included."""
    yield here
    inside = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in inside:
        yield from places(value, (*here, key))


def changed(body, place, change):
    """A copy in which `change(container, key)` was done where the place is."""
    holder = {"body": copy.deepcopy(body)}
    container = holder
    for key in ("body", *place)[:-1]:
        container = container[key]
    change(container, ("body", *place)[-1])
    return holder.get("body")


def replace(value):
    def change(container, key):
        container[key] = value

    return change


def drop(container, key):
    del container[key]


def into_list(container, key):
    container[key] = [container[key]]


def into_text(container, key):
    container[key] = json.dumps(container[key])


def into_dict(container, key):
    container[key] = {"data": container[key]}


def repeat(container, key):
    container[key] = [container[key]] * 30


CHANGES = st.builds(replace, VALUES) | st.sampled_from([drop, into_list, into_text, into_dict, repeat])


@st.composite
def tampered(draw, bodies, most=4):
    """One of the bodies with up to so many changes anywhere in it, the market's inner text included."""
    body = opened(draw(bodies))
    for _change in range(draw(st.integers(0, most))):
        everywhere = list(places(body))
        outside = [place for place in everywhere if len(place) < 3]  # few, and what all else depends on
        place = draw(st.sampled_from(outside) | st.sampled_from(everywhere))
        body = changed(body, place, draw(CHANGES))
    return closed(body) if draw(st.booleans()) else body


def with_address(body, address):
    """The same with another address wherever it has one."""
    for place in places(body):
        *_, value = values_on_the_way(body, place)
        if isinstance(value, str) and value.startswith("https://"):
            body = changed(body, place, replace(address))
    return body


def values_on_the_way(body, place):
    yield body
    for key in place:
        body = body[key]
        yield body


def opened(body):
    """With the market's result as an object, so that it can be changed inside."""
    data = body.get("data")
    text = data.get("resultJson") if isinstance(data, dict) else None
    return body | {"data": data | {"resultJson": json.loads(text)}} if text else body


def closed(body):
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, dict) or "resultJson" not in data:
        return body
    return body | {"data": data | {"resultJson": json.dumps(data["resultJson"])}}


ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32-le", "latin-1")


@st.composite
def written(draw, body):
    """A body in bytes: mostly as it should be, sometimes in another encoding, cut off, or followed by more."""
    text = json.dumps(draw(body), ensure_ascii=draw(st.booleans()))
    kind = draw(st.integers(0, 11))
    if kind == 0:
        return text.encode(draw(st.sampled_from(ENCODINGS)), "replace")
    content = text.encode("utf-8", "surrogatepass")
    if kind == 1:
        return content[: draw(st.integers(0, len(content)))]
    return content + (draw(st.binary(min_size=1, max_size=5)) if kind == 2 else b"")


RAW = st.binary(max_size=200) | st.sampled_from(
    [b"", b"null", b"[]", b"NaN", b"1e999", b'{"a":', nested(100_000)]
)
