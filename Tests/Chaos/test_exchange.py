"""Tests the Redis script where it forgets: keys that expire, sessions that go on under another name.

Needs redis-server; skipped without it. Times are those of a real server, and short.
"""
import asyncio
import pathlib
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Examples/shared-quota"))

import ledger_protocol  # noqa: E402
from ledger_protocol import Limit, Report, Request  # noqa: E402
from paceline_ledger import Clock, Terms  # noqa: E402
from processes import Family  # noqa: E402
from redis_ledger import NoReply, RedisLedger  # noqa: E402
from resp import command  # noqa: E402
from stores import RedisStore  # noqa: E402


@unittest.skipUnless(shutil.which("redis-server"), "needs redis-server")
class Exchanges(unittest.IsolatedAsyncioTestCase):
    limit = Limit("main", 5, hold=0.3)
    terms = Terms(lease=0.4, grace=0.1, horizon=0.0)

    async def asyncSetUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        family = Family()
        family.__enter__()
        self.addCleanup(family.__exit__, None, None, None)
        self.store = RedisStore(family, folder.name, "none")
        await self.store.start()
        self.ledger = RedisLedger(self.store.url, "acme", engine="new")

    async def asyncTearDown(self):
        self.ledger.redis.close()

    async def exchange(self, session, sequence, want=0, answered=0, epoch="", has_lost=False, former="", **report):
        now = Clock.now()
        report = Report(self.limit, settled=[now] * answered, **report)
        request = Request(session, sequence, epoch, has_lost, former, [report], want, since=now, later_since=now)
        return await self.ledger.exchange(
            request, ledger_protocol.layout(request, now, self.terms, self.ledger.engine))

    async def test_units_in_flight_keep_others_out_where_nothing_is_held_after_the_answer(self):
        self.limit, self.terms = Limit.at_a_time("main", 5), Terms(lease=0.4, grace=0.1)
        self.assertEqual(len((await self.exchange("a", 1, want=9)).starts), 5)
        self.assertEqual(len((await self.exchange("b", 1, want=9)).starts), 0)
        await self.exchange("a", 2, answered=2)
        self.assertEqual(len((await self.exchange("b", 2, want=9)).starts), 2)

    async def test_bucket_of_tokens_is_refilled_one_by_one(self):
        self.limit, self.terms = Limit.token_bucket("main", 10, 1, burst=5), Terms(lease=5, horizon=1)
        self.assertEqual((await self.exchange("a", 1, want=5)).starts, [0] * 5)
        reply = await self.exchange("a", 2, want=3, answered=5)
        gaps = [later - sooner for sooner, later in zip([0.0] + reply.starts, reply.starts)]
        for gap in gaps:
            self.assertAlmostEqual(gap, 0.101, delta=0.01)

    async def test_starts_keep_their_distance_by_a_counter(self):
        self.limit, self.terms = Limit.counter("main", 11, 1, spread=0.09), Terms(lease=5, horizon=1)
        self.assertEqual(
            [round(start, 3) for start in (await self.exchange("a", 1, want=3)).starts], [0, 0.11, 0.22])

    async def test_reply_to_a_repeated_request_is_the_first_one(self):
        first = await self.exchange("a", 1, want=3)
        self.assertEqual(await self.exchange("a", 1, want=3), first)
        self.assertEqual(len((await self.exchange("b", 1, want=9)).starts), 2)

    async def test_reply_to_another_request_is_none(self):
        class Copying:
            async def call(self, *words):
                return ["OK", "a", 1, 0, "0", 0]

            def close(self):
                self.is_closed = True

        self.ledger.redis = Copying()
        with self.assertRaises(NoReply):
            await self.exchange("a", 2)
        self.assertTrue(self.ledger.redis.is_closed)

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

    async def test_probe_of_a_session_that_goes_on_under_another_name_keeps_nobody_out(self):
        await self.exchange("a", 1, want=1)
        now = Clock.now()
        await self.exchange("a", 2, answered=1, gate=(now + 0.05, now + 0.05))
        await asyncio.sleep(0.1)
        granted = await self.exchange("a", 3, want=1)
        self.assertEqual((len(granted.starts), granted.buckets[0].gate), (1, 0))
        await self.exchange("b", 1, adopted=1, former="a", has_lost=True, epoch=granted.epoch)
        await self.exchange("b", 2, answered=1, probe=1)
        await asyncio.sleep(1)
        self.assertEqual(len((await self.exchange("c", 1, want=1)).starts), 1)

    async def test_all_sessions_of_a_lost_ledger_declare_and_then_go_on_in_one_life(self):
        for session in "abc":
            granted = await self.exchange(session, 1, want=1)
        self.ledger.engine = "auto"
        await command(self.store.port, "FLUSHALL")
        for session in "abc":
            self.assertTrue((await self.exchange(session, 2, epoch=granted.epoch)).is_gone)
        for session in "abc":
            await self.exchange(session + "2", 1, epoch=granted.epoch, has_lost=True, former=session, adopted=1)
        replies = [await self.exchange(session + "2", 2, want=9) for session in "abc"]
        self.assertEqual([len(reply.starts) for reply in replies], [0, 0, 0])
        self.assertEqual(replies[0].buckets[0].in_flight, 3)
        self.assertEqual(len({reply.epoch for reply in replies}), 1)


if __name__ == "__main__":
    unittest.main()
