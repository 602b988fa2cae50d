"""What a person calls the thing they listen on."""

import re

from django.utils.translation import gettext as _

BROWSERS = {
    "Firefox": r"Firefox/|FxiOS/",
    "Edge": r"Edg(A|iOS)?/",
    "Opera": r"OPR/",
    "Samsung Internet": r"SamsungBrowser/",
    "Chrome": r"Chrom(e|ium)/|CriOS/",
    "Safari": r"Safari/",
}
SYSTEMS = {
    "iPhone": r"iPhone",
    "iPad": r"iPad",
    "Android": r"Android",
    "Windows": r"Windows",
    "macOS": r"Mac OS X|Macintosh",
    "ChromeOS": r"CrOS",
    "Linux": r"Linux|X11",
}


def name_of(agent):
    """“Firefox on Android”, from what a browser says of itself; one's words, for whoever reads them."""
    browser, system = _first(BROWSERS, agent), _first(SYSTEMS, agent)
    if browser and system:
        return _("{browser} on {system}").format(browser=browser, system=system)
    return browser or system or _("another device")


def _first(names, agent):
    return next((name for name, pattern in names.items() if re.search(pattern, agent)), "")
