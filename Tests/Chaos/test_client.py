"""Tests the process's side of the ledger against a ledger that says what the test wants."""
import asyncio
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Examples/shared-quota"))

from ledger_protocol import Bucket, Limit, Reply  # noqa: E402
from paceline_ledger import Clock, SharedQuota, Terms  # noqa: E402
from redis_ledger import NoReply, Refused  # noqa: E402


class Scripted:
    """Grants what is wanted; `replies` may hold functions that are asked first, one for each exchange."""

    engine, trips = "auto", 0

    def __init__(self):
        self.requests, self.replies, self.gate = [], [], None
        self.first_sent = {}  # by number

    async def exchange(self, request, words):
        self.requests.append(request)
        self.first_sent.setdefault(request.sequence, Clock.now())
        return self.replies.pop(0)(request) if self.replies else granted(request, gate=self.gate)


def granted(request, start=0.0, gate=None, count=None):
    """All that is wanted, or nothing where there is a gate, unless the count is given."""
    starts = [start] * ((request.count if gate is None else 0) if count is None else count)
    buckets = [Bucket(gate, 7, 5, 2, 0, 0) for _ in request.reports]
    return Reply(False, "one", starts=starts, next=None if len(starts) == request.count else 0.1, buckets=buckets)


def gone(epoch):
    return lambda request: Reply(True, epoch)


def fails(request):
    raise NoReply("no reply")


class Client(unittest.IsolatedAsyncioTestCase):
    limits = [Limit("main", 5, hold=2)]

    async def asyncSetUp(self):
        self.ledger = Scripted()
        self.quota = SharedQuota(self.ledger, self.limits, Terms(lease=0.3, grace=0.1))
        self.task = asyncio.create_task(self.quota.run())
        self.addCleanup(self.task.cancel)

    def reports(self):
        """What was said of the first bucket."""
        return [request.reports[0] for request in self.ledger.requests]

    async def test_lease_counts_from_the_first_sending_of_an_exchange(self):
        self.quota.terms = Terms(lease=3)
        await self.quota.acquire()
        self.ledger.replies = [fails, fails]
        permit = await self.quota.acquire()
        last = self.ledger.requests[-1].sequence
        self.assertGreater(Clock.now(), self.ledger.first_sent[last] + 0.04)
        self.assertLess(self.quota.lease_end[0], self.ledger.first_sent[last] + 3)
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
        await self.quota.acquire()
        last = self.ledger.requests[-1]
        self.assertNotEqual(last.session, session)
        self.assertEqual((self.reports()[-1].settled, self.reports()[-1].adopted, last.has_lost), ([], 0, False))

    async def test_session_lives_while_something_is_in_use_and_no_longer(self):
        await self.quota.acquire()
        await asyncio.sleep(0.25)
        self.assertGreaterEqual(len(self.ledger.requests), 3)
        self.quota.permits.clear()
        await asyncio.sleep(0.15)
        count = len(self.ledger.requests)
        await asyncio.sleep(0.25)
        self.assertEqual(len(self.ledger.requests), count)

    async def test_what_is_in_use_is_declared_anew_to_a_ledger_that_has_forgotten_a_good_session(self):
        permits = [await self.quota.acquire() for _ in range(3)]
        permits[0].answered()
        permits[1].lost()
        self.ledger.replies = [gone("two")]
        session = self.ledger.requests[-1].session
        await asyncio.sleep(0.15)
        declared = next(request for request in self.ledger.requests if request.has_lost)
        report = declared.reports[0]
        self.assertEqual((declared.former, declared.sequence, declared.epoch), (session, 1, "one"))
        self.assertEqual((report.adopted, len(report.settled), report.seen), (3, 2, None))
        self.assertTrue(permits[2].may_start())
        await asyncio.sleep(0.1)
        self.assertEqual((self.ledger.requests[-1].former, self.ledger.requests[-1].has_lost), ("", False))

    async def test_permit_whose_lease_is_over_is_declared_to_another_ledger_and_may_not_start(self):
        permit = await self.quota.acquire()
        wait = asyncio.Event()

        async def late(request, words):
            self.ledger.requests.append(request)
            await wait.wait()
            del self.ledger.exchange  # from now on as before
            return Reply(True, "two")

        self.ledger.exchange = late
        await asyncio.sleep(0.35)
        wait.set()
        await asyncio.sleep(0.05)
        self.assertEqual((self.reports()[-1].adopted, self.ledger.requests[-1].has_lost), (1, True))
        self.assertFalse(permit.may_start())

    async def test_session_whose_lease_is_over_is_given_up_where_the_ledger_has_lost_nothing(self):
        def is_late(request):
            self.quota.lease_end = Clock.after(0)
            return Reply(True, "one")

        permit = await self.quota.acquire()
        self.ledger.replies = [is_late]
        await asyncio.sleep(0.2)
        self.assertFalse(permit.may_start())
        self.assertEqual(self.ledger.replies, [])
        self.assertFalse(any(request.has_lost for request in self.ledger.requests))

    async def test_permit_that_a_cancelled_caller_had_is_handed_on(self):
        self.ledger.replies = [lambda request: granted(request, start=0.1)] * 2
        first = asyncio.create_task(self.quota.acquire())
        await asyncio.sleep(0.03)
        first.cancel()
        permit = await self.quota.acquire()
        self.assertIn(permit, self.quota.permits)
        self.assertEqual(sum(request.count for request in self.ledger.requests), 1)

    async def test_permit_that_nobody_takes_goes_back(self):
        permit = await self.quota.acquire()
        permit.give_back()
        await asyncio.sleep(0.1)
        self.assertEqual([report.returned for report in self.reports() if report.returned], [1])

    async def test_level_is_told_while_something_is_in_use(self):
        permit = await self.quota.acquire()
        await asyncio.sleep(0.15)
        self.assertEqual([report.seen for report in self.reports()[:2]], [None, 7])
        permit.give_back()
        await asyncio.sleep(0.1)
        await self.quota.acquire()
        self.assertIsNone(self.reports()[-1].seen)

    async def test_refusal_is_told_at_once_and_keeps_all_back_but_one(self):
        first, second = await self.quota.acquire(), await self.quota.acquire()
        self.ledger.gate = 0.1
        first.refused(0.1)
        await asyncio.sleep(0.02)
        self.assertIsNotNone(self.reports()[-1].gate)
        self.assertFalse(second.may_start())
        callers = [asyncio.create_task(self.quota.acquire()) for _ in range(2)]
        await asyncio.sleep(0.01)
        self.ledger.gate = 0.0
        self.quota.accounts[0].reopens = Clock.now()
        self.ledger.replies = [lambda request: granted(request, gate=0.0, count=1)]
        await asyncio.sleep(0.1)
        self.assertEqual([caller.done() for caller in callers], [True, False])
        self.assertFalse(second.may_start())
        self.assertTrue(callers[0].result().may_start())
        self.ledger.gate = None
        callers[0].result().answered()
        await asyncio.sleep(0.02)
        self.assertIn(1, [report.probe for report in self.reports()])
        callers[1].cancel()

    async def test_refusal_of_another_process_is_heeded(self):
        permit = await self.quota.acquire()
        self.ledger.replies = [lambda request: granted(request, gate=0.2)]
        await asyncio.sleep(0.12)
        self.assertFalse(permit.may_start())
        await asyncio.sleep(0.25)
        self.assertTrue(permit.may_start())

    async def test_who_waits_learns_that_the_ledger_will_never_answer(self):
        def refuses(request):
            raise Refused("NOAUTH")

        self.ledger.replies = [refuses]
        with self.assertRaises(Refused):
            await self.quota.acquire()


if __name__ == "__main__":
    unittest.main()
