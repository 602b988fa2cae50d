"""The words in which the contract is written: a field, a rule between fields, an operation.

Conditions are functions of what a request says: {our name: value}, with what is known beside it
(`source_seconds`, `wire_style`, and switches that a wire style leaves out).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

OLD = ("V4", "V4_5", "V4_5PLUS", "V4_5ALL", "V5", "V5_5")
V6 = ("V6", "V6_MINI", "V6_WILD")
ALL = OLD + V6
TIMED = ("V5_5", *V6)
WITH_VOICES = ("V5", "V5_5", *V6)

MARKET_PATH = "/api/v1/jobs/createTask"
TYPES = ("text", "address", "addresses", "number", "integer", "switch")


def always(said):
    return True


def never(said):
    return False


def custom(said):
    return said.get("custom_mode") is True


def simple(said):
    return said.get("custom_mode") is False


def own(said):
    return said.get("default_param_flag") is True


def inherited(said):
    return said.get("default_param_flag") is False


def instrumental(said):
    return said.get("instrumental") is True


def sung(said):
    return not instrumental(said)


def old(said):
    return said.get("model") in OLD


def v6(said):
    return said.get("model") in V6


def on_market(said):
    return said.get("wire_style") == "market"


def has(name):
    return lambda said: name in said


def lacks(name):
    return lambda said: name not in said


def says(name, value):
    return lambda said: said.get(name) == value


def both(*conditions):
    return lambda said: all(condition(said) for condition in conditions)


def either(*conditions):
    return lambda said: any(condition(said) for condition in conditions)


def denied(condition):
    return lambda said: not condition(said)


@dataclass(frozen=True)
class Field:
    """One field. `wire`: its name on the operation's own path; on the market it is `name`, inside `input`
    (an address to call back stands beside it), or nothing at all where `is_on_market` is False."""

    wire: str
    type: str = "text"
    required: Callable = never
    forbidden: Callable = never
    versions: tuple = ALL
    longest: int | Mapping | None = None  # code points; by version where a mapping
    longest_simple: int | None = None  # outside custom mode
    least: float | None = None  # of a number; how many, of addresses
    most: float | None = None
    is_open: bool = False  # the ends themselves lie outside
    inside_source: bool = False  # ends before the source does
    decimals: int | None = None
    choices: tuple = ()
    named: str = ""  # where the market's name is not the wire's in snake_case
    is_on_market: bool = True

    @property
    def name(self):
        return self.named or re.sub(r"(?<=[a-z])([A-Z])", r"_\1", self.wire).lower()

    def longest_for(self, said):
        """How long the text may be; None where no limit is published."""
        if simple(said) and self.longest_simple:
            return self.longest_simple
        return self.longest.get(said.get("model")) if isinstance(self.longest, Mapping) else self.longest

    def most_for(self, said):
        return said.get("source_seconds") if self.inside_source else self.most

    def is_taken(self, said):
        """Whether it may be sent in a request that says this."""
        return said.get("model", "V6") in self.versions and not self.forbidden(said)


@dataclass(frozen=True)
class Span:
    """Two moments of a source, in seconds: how far apart they may be."""

    start: str
    end: str
    least: float
    most: float | None = None
    share: float | None = None  # of the source, at most
    unsaid: tuple = (None, None)  # where the provider puts them when they are left out

    def most_for(self, said):
        return self.share * said["source_seconds"] if self.share else self.most

    def holds(self, said):
        start, end = said.get(self.start, self.unsaid[0]), said.get(self.end, self.unsaid[1])
        if start is None or end is None:
            return True  # that one is missing is told of the field
        most = self.most_for(said) if not self.share or "source_seconds" in said else None
        return self.least <= round(end - start, 6) and (most is None or round(end - start, 6) <= most)


@dataclass(frozen=True)
class Rule:
    """Something that has to hold between fields. `is_mode`: it says which modes there are at all."""

    words: str
    holds: Callable
    is_mode: bool = False


@dataclass(frozen=True)
class Operation:
    """`market`: its name there, None where the market's result is not established. `is_measured`: it is
    established by real answers, so that it has to be sent there under the style of that name."""

    path: str
    fields: tuple
    market: str | None = None
    is_measured: bool = False
    rules: tuple = ()
    spans: tuple = ()
    method: str = "POST"
    by_name: dict = field(init=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "by_name", {field.name: field for field in self.fields})

    @property
    def versions(self):
        """The versions it takes; none where no version is chosen."""
        return self.by_name["model"].choices if "model" in self.by_name else ()

    def offers(self, said):
        """Whether it has the modes that a request asks for."""
        return all(rule.holds(said) for rule in self.rules if rule.is_mode)
