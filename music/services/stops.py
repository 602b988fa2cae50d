"""Jobs that a budget stopped, counted for a day. Not in the database: the transaction that would have begun the job is
undone. A budget that was changed begins anew."""

import logging

from redis.exceptions import RedisError

from ..models import Budget
from ..queue import connection

log = logging.getLogger(__name__)
A_DAY = 86400  # seconds


def note(budget):
    try:
        connection().set(_key(budget), 0, nx=True, ex=A_DAY)
        connection().incr(_key(budget))
    except RedisError as error:
        log.warning("That %s stopped a job is not counted: %s", budget, error)


def of_late():
    """[(budget, how many jobs)], those that stopped most first. RedisError where the queue server is away."""
    budgets = list(Budget.objects.select_related("owner", "project"))
    counts = connection().mget([_key(budget) for budget in budgets]) if budgets else []
    stopped = [(budget, int(count)) for budget, count in zip(budgets, counts, strict=True) if count]
    return sorted(stopped, key=lambda each: -each[1])


def _key(budget):
    return f"studio:stopped:{budget.pk}:{budget.by_month}:{budget.by_job}"
