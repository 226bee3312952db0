"""Tests the Redis script where it forgets: keys that expire, sessions that go on under another name.

Needs redis-server and the script (PACELINE_EXCHANGE_LUA, or its place in the sources); skipped without them. Times are
those of a real server and short: a bucket's key lives for twice hold + grace + lease, 1.6 s here.
"""
import asyncio
import os
import pathlib
import shutil
import sys
import tempfile
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "Examples/shared-quota"))

from ledger_protocol import Limit, Request  # noqa: E402
from paceline_ledger import Clock, Terms  # noqa: E402
from processes import Family  # noqa: E402
from redis_ledger import RedisLedger  # noqa: E402
from stores import RedisStore  # noqa: E402

SCRIPT = pathlib.Path(os.environ.get("PACELINE_EXCHANGE_LUA", REPOSITORY / "Sources/Client/PacelineRedis/exchange.lua"))


@unittest.skipUnless(SCRIPT.exists() and shutil.which("redis-server"), "needs redis-server and the script")
class Forgetting(unittest.IsolatedAsyncioTestCase):
    limits = [Limit("main", 5, hold=0.3, grace=0.1)]
    terms = Terms(lease=0.4, horizon=0.0)

    async def asyncSetUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        family = Family()
        family.__enter__()
        self.addCleanup(family.__exit__, None, None, None)
        store = RedisStore(family, folder.name, "none")
        await store.start()
        self.ledger = RedisLedger("127.0.0.1", store.port, "acme", SCRIPT.read_text())
        await asyncio.sleep(2)  # a ledger is new only to a server that has been up for a while

    async def exchange(self, session, seq, want=0, answered=0, gate=(-1, -1, 0), **more):
        now = Clock.now()
        known = {"epoch": "", "lost": False, "former": "", "refunds": 0, "adopted": 0} | more
        request = Request(
            session=session, seq=seq, count=want, oldest=now, later=now, answered=[now] * answered, gate=gate, **known)
        return await self.ledger.exchange(request, now, self.limits, self.terms)

    async def test_units_in_flight_keep_others_out_where_nothing_is_held_after_the_answer(self):
        self.limits, self.terms = [Limit("main", 5, hold=0, grace=0.1)], Terms(lease=0.4, horizon=0.2)
        self.assertEqual(len((await self.exchange("a", 1, want=9)).starts), 5)
        self.assertEqual(len((await self.exchange("b", 1, want=9)).starts), 0)
        await self.exchange("a", 2, answered=2)
        self.assertEqual(len((await self.exchange("b", 2, want=9)).starts), 2)

    async def test_units_of_a_dead_session_do_not_count_against_a_bucket_that_has_expired(self):
        self.assertEqual(len((await self.exchange("a", 1, want=3)).starts), 3)
        await asyncio.sleep(1.9)
        self.assertEqual(len((await self.exchange("b", 1, want=9)).starts), 5)

    async def test_held_units_are_forgotten_with_the_log_that_has_expired(self):
        await self.exchange("a", 1, want=3)
        await self.exchange("a", 2, answered=3)
        await asyncio.sleep(0.25)
        await self.exchange("a", 3)
        await asyncio.sleep(1.45)
        self.assertEqual(len((await self.exchange("b", 1, want=9)).starts), 5)

    async def test_probe_of_a_session_that_goes_on_under_another_name_opens_the_gate(self):
        await self.exchange("a", 1, want=1)
        await self.exchange("a", 2, answered=1, gate=(0.05, 0.05, 0))
        await asyncio.sleep(0.1)
        granted = await self.exchange("a", 3, want=1)
        self.assertEqual(len(granted.starts), 1)
        await self.exchange("b", 1, adopted=1, former="a", lost=True, epoch=granted.epoch)
        await self.exchange("b", 2, answered=1, gate=(-1, -1, 1))
        await asyncio.sleep(1)
        self.assertEqual(len((await self.exchange("c", 1, want=1)).starts), 1)


if __name__ == "__main__":
    unittest.main()
