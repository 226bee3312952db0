#!/usr/bin/env python3
"""Workers that share a quota as people write it: the harness has to refuse each of them.

  counter           INCR on a key that lives for a window, DECR where that was too much
  log               an exact log of the last window in Redis, by Redis's clock, stamped when the request is sent
  log-client-clock  the same, stamped by the clients' clocks (chaos.py --clock-spread 0.6)

They follow the contract at the head of chaos.py, for the first limit of CHAOS_LIMITS, and know nothing of leases.
"""
import asyncio
import collections
import contextlib
import os
import pathlib
import random
import signal
import sys
import time

import limits

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Examples/shared-quota"))

from redis_ledger import Redis, RedisError  # noqa: E402
from worker import API, Worker  # noqa: E402

COUNTER = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[2] / 1000) end
if count <= tonumber(ARGV[1]) then return -1 end
redis.call('DECR', KEYS[1])
return redis.call('PTTL', KEYS[1])
"""
LOG = """
local now, window = tonumber(ARGV[3]), tonumber(ARGV[2])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - window))
if redis.call('ZCARD', KEYS[1]) < tonumber(ARGV[1]) then
  redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[4])
  return -1
end
return math.ceil((redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2] + window - now) / 1000)
"""


class Permit:
    """Nothing is done at a call's end."""

    def may_start(self):
        return True

    def answered(self):
        pass

    lost = give_back = answered

    def refused(self, retry_after):
        pass


class NaiveQuota:
    """One connection; callers ask one after the other, and sleep until they may."""

    last_error = ""

    def __init__(self, kind, redis, rule, environment):
        self.kind, self.redis, self.rule = kind, redis, rule
        self.ledger, self.counts, self.lock = redis, collections.Counter(), asyncio.Lock()
        self.offset = float(environment["CHAOS_CLOCK_OFFSET"])
        self.random = random.Random(int(environment["CHAOS_SEED"]))

    async def run(self):
        pass

    async def acquire(self):
        while (wait := await self.ask()) >= 0:
            await asyncio.sleep(max(1, wait) / 1000 + self.random.uniform(0, 0.01))
        return Permit()

    async def ask(self):
        """Milliseconds to wait, or -1."""
        now = int((time.time() + self.offset) * 1_000_000) if self.kind == "log-client-clock" else 0
        window = self.rule.window // 1000  # exactly what the documentation says
        words = [self.rule.quota, window, now, f"{self.random.getrandbits(64):x}"]
        try:
            async with self.lock:
                return await self.redis.call("EVAL", COUNTER if self.kind == "counter" else LOG, 1, self.kind, *words)
        except (OSError, EOFError, RedisError, asyncio.CancelledError) as error:
            self.redis.close()
            if isinstance(error, asyncio.CancelledError):
                raise
            return 50


async def main(kind, environment):
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asyncio.current_task().cancel)
    rule = limits.Rule.parse(environment["CHAOS_LIMITS"].split()[0])
    quota = NaiveQuota(kind, Redis(environment["CHAOS_STORE"]), rule, environment)
    await Worker(quota, API(environment["CHAOS_API"], environment["CHAOS_LABEL"]), environment).run()


if __name__ == "__main__":
    if sys.argv[1:] not in (["counter"], ["log"], ["log-client-clock"]):
        sys.exit(__doc__)
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(main(sys.argv[1], os.environ))
