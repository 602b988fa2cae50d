"""Each rule that can be sabotaged, and the faults without which the sabotage would not show: see sabotage.py."""

NEEDS = {
    "sent-once": ["error"],
    "songs": [],
    "twice": [],
    "money": [],
    "stuck": ["lost"],
    "reasons": ["error"],
    "faults": ["kill clock"],
    "pages": [],
    "private": ["redirect-private"],
}
