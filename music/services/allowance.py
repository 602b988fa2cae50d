"""What the provider lets us ask: one sliding window per account, shared by all workers, on Redis's clock."""

from ..queue import connection

CREATES, CREATES_PER = 20, 10  # new tasks of an account, in any so many seconds
SLACK = 0.3  # seconds that a task may wait for a core before its request leaves

# KEYS: the window. ARGV: how many, in how many microseconds. Answers the microseconds to wait; 0 is a yes.
WINDOW = """
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
if redis.call('ZCARD', KEYS[1]) < tonumber(ARGV[1]) then
  redis.call('ZADD', KEYS[1], now, now .. ':' .. redis.call('INCR', KEYS[1] .. ':n'))
  redis.call('PEXPIRE', KEYS[1], ARGV[2] / 1000 + 1000)
  redis.call('PEXPIRE', KEYS[1] .. ':n', ARGV[2] / 1000 + 1000)
  return 0
end
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]
return oldest + ARGV[2] - now
"""


def _ask(key: str, count: int, seconds: float) -> float:
    """Seconds to wait; 0 when granted, and then it is counted."""
    return (
        connection().eval(WINDOW, 1, f"studio:allowance:{key}", count, int(seconds * 1_000_000)) / 1_000_000
    )


def to_create(account) -> float:
    """20 new tasks in any 10 s for an account, as the provider's start page says."""
    return _ask(f"create:{account.pk}", CREATES, CREATES_PER + SLACK)


def to_query(task_id: str) -> float:
    """3 record queries a second for a task."""
    return _ask(f"query:{task_id}", 3, 1)
