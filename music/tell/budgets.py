"""What the desk says of budgets, and where each is changed."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..services import budgets, stops
from .amounts import counted

NAMED = 3


def stopped():
    """(words, what to do, address); None where nothing was stopped."""
    found = stops.of_late()
    count = sum(n for _budget, n in found)
    words = ngettext(
        "A budget stopped {n} job within a day: {names}",
        "Budgets stopped {n} jobs within a day: {names}",
        count,
    )
    return _told(words, counted(count), [(budget, str(budget)) for budget, _n in found])


def used_up():
    """The same of what is gone this month."""
    near = sorted((each for each in budgets.standings() if each.is_warning), key=lambda each: -each.percent)
    words = ngettext(
        "{n} budget is used up, or nearly: {names}",
        "{n} budgets are used up, or nearly: {names}",
        len(near),
    )
    return _told(words, len(near), [(each.budget, f"{each.budget} ({each.percent} %)") for each in near])


def _told(words, n, found):
    if not found:
        return None
    names = ", ".join(name for _budget, name in found[:NAMED])
    names = names if len(found) <= NAMED else f"{names} …"
    return words.format(n=n, names=names), _("Change it"), _place(found[0][0])


def _place(budget):
    """The page where it is changed."""
    if budget.owner_id:
        return reverse("person", args=[budget.owner_id])
    return reverse("admin:music_budget_change", args=[budget.pk])
