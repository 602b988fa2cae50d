"""What each operation costs, in the provider's credits; None where nobody has established it.

One credit is 0.005 USD, and the version does not matter. Charged per request, also when the same
song is separated again. Sources: charges measured up to October 2026, else the price list.
"""

from decimal import Decimal

SONG = Decimal("12")

PRICES = {
    "generate": SONG,
    "extend": SONG,
    "upload-cover": SONG,
    "upload-extend": SONG,
    "add-instrumental": SONG,
    "add-vocals": SONG,
    "mashup": SONG,
    "replace-section": Decimal("5"),
    "sounds": Decimal("2.5"),
    "cover-image": Decimal("0"),
    "persona": Decimal("0"),
    "lyrics": Decimal("0.4"),
    "timestamped-lyrics": Decimal("0.5"),
    "style-boost": Decimal("0.4"),
    "wav": Decimal("0.4"),
    ("stems", "separate_vocal"): Decimal("10"),
    ("stems", "split_stem"): Decimal("50"),
    ("stems", "split_stem_advanced"): Decimal("20"),
    "midi": None,  # 5 in one client's table, free in another's; nobody measured it.
    "video": Decimal("2"),
    "recovery": None,
    "voice-phrase": Decimal("0"),
    "voice-again": None,
    "voice": None,  # Said to be free by one client; nobody measured it.
    "voice-check": Decimal("0"),
}

MODES = {"stems": ("type", "separate_vocal")}
"""The parameter that decides the price, and what it is when left out."""
