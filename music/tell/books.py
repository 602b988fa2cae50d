"""An account's books for a month, as the desk shows them."""

from functools import cached_property

from ..models import LedgerEntry
from ..services import reconciling, usage

JOBS = 50
Kind, Origin = LedgerEntry.Kind, LedgerEntry.Origin


class Books:
    def __init__(self, account, month):
        self.account, self.month = account, month

    @cached_property
    def lines(self):
        return reconciling.lines(self.account, reconciling.A_MONTH)

    @cached_property
    def surprises(self):
        return list(reconciling.surprises(self.account, self.month, JOBS))

    @cached_property
    def unpriced(self):
        return usage.unpriced(self.month, account=self.account)

    @cached_property
    def _sums(self):
        return reconciling.told_apart(self.account, self.month)

    @cached_property
    def columns(self):
        """(kind's word, all credits of it, [(who says so, credits)])."""
        told = []
        for kind in Kind:
            parts = [
                (origin.label, self._sums[kind, origin]) for origin in Origin if (kind, origin) in self._sums
            ]
            told.append((kind.label, sum(credits for _word, credits in parts), parts))
        return told
