"""Tests the process's side of the ledger against a ledger that says what the test wants."""
import asyncio
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Examples/shared-quota"))

from ledger_protocol import Limit, Reply  # noqa: E402
from paceline_ledger import Clock, SharedQuota, Terms  # noqa: E402


class Scripted:
    """Grants what is wanted; `replies` may hold functions that are asked first, one for each exchange."""

    holds_sessions, trips = False, 0

    def __init__(self):
        self.requests, self.replies = [], []
        self.first_sent = {}  # by number

    async def exchange(self, request, now, limits, terms):
        self.requests.append(request)
        self.first_sent.setdefault(request.seq, now)
        if self.replies:
            return self.replies.pop(0)(request)
        return Reply(False, "one", [0.0] * request.count, None, [None], [0])


def fails(request):
    raise ConnectionError("no reply")


class Client(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.ledger = Scripted()
        self.quota = SharedQuota(self.ledger, [Limit("main", 5, hold=2, grace=0.1)], Terms(lease=0.3))
        self.task = asyncio.create_task(self.quota.run())
        self.addCleanup(self.task.cancel)

    async def test_lease_counts_from_the_first_sending_of_an_exchange(self):
        await self.quota.acquire()
        self.ledger.replies = [fails, fails]
        permit = await self.quota.acquire()
        last = self.ledger.requests[-1].seq
        self.assertGreater(Clock.now(), self.ledger.first_sent[last] + 0.04)
        self.assertLess(self.quota.lease_end[0], self.ledger.first_sent[last] + 0.3)
        self.assertTrue(permit.may_start())

    async def test_permit_is_void_when_the_lease_is_over(self):
        permit = await self.quota.acquire()
        self.ledger.replies = [fails] * 100
        await asyncio.sleep(0.35)
        self.assertFalse(permit.may_start())
        permit.answered()
        self.ledger.replies = []
        session = self.ledger.requests[0].session
        await asyncio.sleep(0.15)
        last = self.ledger.requests[-1]
        self.assertNotEqual(last.session, session)
        self.assertEqual((last.answered, last.adopted, last.lost), ([], 0, False))

    async def test_what_is_in_use_is_declared_anew_to_a_ledger_that_has_forgotten_a_good_session(self):
        permits = [await self.quota.acquire() for _ in range(3)]
        permits[0].answered()
        permits[1].lost()
        self.ledger.replies = [lambda request: Reply(True, "two")]
        session = self.ledger.requests[-1].session
        await asyncio.sleep(0.15)
        declared = next(request for request in self.ledger.requests if request.lost)
        self.assertEqual((declared.former, declared.seq, declared.adopted, len(declared.answered)), (session, 1, 3, 2))
        self.assertTrue(permits[2].may_start())

    async def test_permit_that_a_cancelled_caller_had_is_handed_on(self):
        self.ledger.replies = [lambda request: Reply(False, "one", [0.1] * request.count, None, [None], [0])] * 2
        first = asyncio.create_task(self.quota.acquire())
        await asyncio.sleep(0.03)
        first.cancel()
        permit = await self.quota.acquire()
        self.assertIn(permit, self.quota.permits)
        self.assertEqual(sum(request.count for request in self.ledger.requests), 1)


if __name__ == "__main__":
    unittest.main()
