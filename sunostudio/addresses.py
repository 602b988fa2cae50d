"""Where this server is, for letters that no request asked for."""

from django.conf import settings


def of(path):
    """Under PUBLIC_URL; without one, the address that the studio prints at its start, which leads there on its machine."""
    return f"{settings.PUBLIC_URL or f'http://localhost:{settings.PORT}'}{path}"
