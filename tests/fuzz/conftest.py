"""How long to look: few examples, the same in each run; with FUZZ=long 10,000 new ones for each property, or FUZZ=500."""

import os

from hypothesis import HealthCheck, settings

QUICK, LONG = 50, 10_000
PATIENT = {
    "deadline": None,
    "database": None,
    "suppress_health_check": [
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
}
asked = os.environ.get("FUZZ", "")
settings.register_profile("quick", max_examples=QUICK, derandomize=True, **PATIENT)
if asked:
    examples = LONG if asked == "long" else int(asked)
    settings.register_profile("asked", max_examples=examples, print_blob=True, **PATIENT)
settings.load_profile("asked" if asked else "quick")
