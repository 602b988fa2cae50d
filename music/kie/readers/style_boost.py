"""A better description of a style: the answer to the request, although it has a task id as well."""

from ..results import Family
from ..values import dict_of
from ..words import plain
from .base import at_once, either, error_code_in, error_words_in, failure_code

MARKS = ("result", "successFlag", "errorMsg", "errorMessage")


def better_style(data):
    """The text, else why there is none. The text decides: the documented flag "1" was a Chinese word in
    the live answer. None for an answer that holds nothing but a task id."""
    data = dict_of(data)
    text = plain(data.get("result"), 5000).strip()
    if text:
        return {"data": {"text": text}}
    if all(either(data, mark) is None for mark in MARKS):
        return None
    return {"error_code": failure_code(error_code_in(data)), "error_message": error_words_in(data)}


FAMILY = Family(at_once(better_style))
