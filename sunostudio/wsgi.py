"""The door for gunicorn."""

import os
import re

from django.core.wsgi import get_wsgi_application

CHARSET = re.compile(r";\s*charset\s*=[^;]*", re.IGNORECASE)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sunostudio.settings")
studio = get_wsgi_application()


def application(environ, start_response):
    """All that comes is UTF-8, whatever it says of itself: Django stumbles over some names before any code of ours
    could answer."""
    environ["CONTENT_TYPE"] = CHARSET.sub("", environ.get("CONTENT_TYPE", ""))
    return studio(environ, start_response)
