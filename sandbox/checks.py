"""Checks of a request, written as data: fields with their limits, and rules between fields."""

from collections.abc import Callable
from dataclasses import dataclass

from .answers import Refused


def given(params, name):
    """Whether a field was sent with something in it; False and 0 are something."""
    value = params.get(name)
    return value is not None and not (isinstance(value, str) and not value.strip()) and value != []


def always(params):
    return True


@dataclass(frozen=True)
class Field:
    name: str
    required: Callable[[dict], bool] | bool = False
    applies: Callable[[dict], bool] = always  # elsewhere the field is ignored
    code: int = 422  # of the refusal when what was sent is no good

    def check(self, params):
        required = self.required(params) if callable(self.required) else self.required
        if not given(params, self.name):
            if required:
                raise Refused(422, f"Please enter {self.name}.")
        elif self.applies(params) and (problem := self.problem(params[self.name], params)):
            raise Refused(self.code, problem)

    def problem(self, value, params):
        raise NotImplementedError


@dataclass(frozen=True)
class Flag(Field):
    def problem(self, value, params):
        return "" if isinstance(value, bool) else f"{self.name} must be true or false"


@dataclass(frozen=True)
class Choice(Field):
    values: tuple = ()

    def problem(self, value, params):
        return (
            "" if value in self.values else f"{self.name} must be one of {', '.join(map(str, self.values))}"
        )


@dataclass(frozen=True)
class Text(Field):
    limit: Callable[[dict], int | None] | int | None = None  # in code points

    def problem(self, value, params):
        if not isinstance(value, str):
            return f"{self.name} must be text"
        limit = self.limit(params) if callable(self.limit) else self.limit
        return f"{self.name} must not exceed {limit} characters" if limit and len(value) > limit else ""


@dataclass(frozen=True)
class Number(Field):
    low: float | None = None
    high: float | None = None
    above: float | None = None  # strictly greater than this
    whole: bool = False
    decimals: int | None = None

    def problem(self, value, params):
        if (
            isinstance(value, bool)
            or not isinstance(value, (int, float))
            or (self.whole and value != int(value))
        ):
            return f"{self.name} must be a {'whole ' if self.whole else ''}number"
        if self.decimals is not None and value != round(value, self.decimals):
            return f"{self.name} must have at most {self.decimals} decimals"
        if self.above is not None and value <= self.above:
            return f"{self.name} must be greater than {self.above}"
        if (self.low is not None and value < self.low) or (self.high is not None and value > self.high):
            return f"{self.name} must be between {self.low} and {self.high}"
        return ""


@dataclass(frozen=True)
class Address(Field):
    def problem(self, value, params):
        good = isinstance(value, str) and value.startswith(("http://", "https://"))
        return "" if good else f"{self.name} must be a valid URL"


@dataclass(frozen=True)
class Addresses(Field):
    most: int | None = None
    least: int = 0

    def problem(self, value, params):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            return f"{self.name} must be a list of URLs"
        if len(value) < self.least:
            return f"{self.name} takes at least {self.least}"
        return f"{self.name} takes at most {self.most}" if self.most and len(value) > self.most else ""


@dataclass(frozen=True)
class Rule:
    """Where `when` holds: all of `needs`, at least one of `any_of`, none of `forbids`."""

    when: Callable[[dict], bool]
    needs: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()

    def check(self, params):
        if not self.when(params):
            return
        for name in self.needs:
            if not given(params, name):
                raise Refused(422, f"Please enter {name}.")
        if self.any_of and not any(given(params, name) for name in self.any_of):
            raise Refused(422, f"Please enter at least one of {', '.join(self.any_of)}.")
        for name in self.forbids:
            if given(params, name):
                raise Refused(422, f"{name} must not be sent here.")


def run(checks, params):
    """Raises Refused (422) at the first field or rule that is not met."""
    for check in checks:
        check.check(params)
