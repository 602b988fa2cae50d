"""A persona made of a song: the answer to the request, and to a second one (code 409) if it says which."""

from ..results import Family
from ..values import dict_of, id_of
from ..words import plain
from .base import at_once, either


def persona(data):
    """Its id, name and description; None for an answer without an id."""
    data = dict_of(data)
    persona_id = id_of(either(data, "personaId"))
    if not persona_id:
        return None
    name, description = plain(data.get("name"), 80), plain(data.get("description"), 2000)
    return {"data": {"persona_id": persona_id, "name": name, "description": description}}


FAMILY = Family(at_once(persona))
