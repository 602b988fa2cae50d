"""How often something may be asked for, counted in the cache. The doors have allauth's own limits beside these."""

import ipaddress
import math
import time
from contextlib import suppress
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Limit:
    """So much in every so many seconds, for each of those who ask."""

    name: str
    most: int
    seconds: int

    def count(self, who, amount=1):
        """Seconds to wait; 0 when it is granted. It is counted either way."""
        key = self._key(who)
        counted = amount
        # It outlives its window, to be there to be counted up.
        if not cache.add(key, amount, self.seconds * 2):
            with suppress(ValueError):  # the cache was emptied just now
                counted = cache.incr(key, amount)
        return self._rest() if counted > self.most else 0

    def wait(self, who):
        """Seconds to wait; 0 when more would be granted. Nothing is counted."""
        return self._rest() if cache.get(self._key(who), 0) >= self.most else 0

    def _key(self, who):
        window = int(time.time() // self.seconds)
        return f"limit:{self.name}:{self.seconds}:{who}:{window}".replace(" ", "-")

    def _rest(self):
        return math.ceil(self.seconds - time.time() % self.seconds) or 1


def plain(address):
    """An IPv4 address that comes as IPv6 (`::ffff:192.0.2.1`) as what it is; anything else as it came."""
    with suppress(ValueError):
        mapped = getattr(ipaddress.ip_address(address), "ipv4_mapped", None)
        return str(mapped) if mapped else address
    return address


def network_of(request):
    """Whom to count by: the address `BehindProxies` believes, of IPv6 the /64 that one household has."""
    address = request.META.get("REMOTE_ADDR", "").partition("%")[0]
    with suppress(ValueError):
        if ipaddress.ip_address(address).version == 6:
            return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return address


def try_again_in(seconds):
    """A sentence with the time, rounded up."""
    if seconds <= 60:
        return _("Try again in a minute.")
    minutes, hours = math.ceil(seconds / 60), math.ceil(seconds / 3600)
    if minutes < 100:
        return ngettext("Try again in {n} minute.", "Try again in {n} minutes.", minutes).format(n=minutes)
    return ngettext("Try again in {n} hour.", "Try again in {n} hours.", hours).format(n=hours)


def too_often(seconds):
    why = _("This was tried too often in a short time, so nothing was done.")
    return f"{why} {try_again_in(seconds)}"
