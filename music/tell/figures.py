"""How jobs ended, by hour and by version, as pictures and as tables."""

from ..kie.limits import label_of
from ..services import pulse
from . import bars

HOURS = 48


def told():
    """For the page."""
    by_hour, by_version, is_cut = pulse.slots(HOURS)
    return {
        "hours": list(reversed(by_hour.items())),
        "versions": [(label_of(version), slot) for version, slot in by_version.items()],
        "failures": list(bars.drawn(((hour, slot.percent) for hour, slot in by_hour.items()), most=100)),
        "waits": list(bars.drawn((hour, slot.wait) for hour, slot in by_hour.items())),
        "worst": max((slot.percent or 0 for slot in by_hour.values()), default=0),
        "longest": max((slot.wait or 0 for slot in by_hour.values()), default=0),
        "is_cut": is_cut, "most": pulse.MOST, "wide": bars.WIDE, "high": bars.HIGH,
        "count": sum(slot.count for slot in by_hour.values()),
    }  # fmt: skip
