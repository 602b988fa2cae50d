"""All addresses that there are, read from the URL configuration, and how an example of each is made."""

import re

from django.urls import get_resolver
from django.urls.resolvers import URLResolver

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)\??")


def routes(resolver=None, prefix=""):
    """Each as Django spells it: `tracks/<uuid:uuid>/audio`."""
    for part in (resolver or get_resolver()).url_patterns:
        route = prefix + str(part.pattern)
        if isinstance(part, URLResolver):
            yield from routes(part, route)
        else:
            yield route


def filled(route, **arguments):
    """An address of this route: `/tracks/8ca3…/audio`. What is not given becomes "1"."""
    path = ARGUMENT.sub(lambda match: str(arguments.get(match[1] or match[2], 1)), route)
    return "/" + re.sub(r"[\^$?]", "", path)
