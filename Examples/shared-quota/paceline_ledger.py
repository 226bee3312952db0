"""One quota shared by several processes: the process's side of Paceline's ledger.

    quota = SharedQuota(RedisLedger("127.0.0.1", 6379, "acme", script), [Limit("main", 60, hold=2.02, grace=0.6)])
    asyncio.create_task(quota.run())
    ...
    permit = await quota.acquire()        # waits until a request may start
    if not permit.may_start():            # directly before the request is written
        permit.give_back()                # the process has slept for longer than its lease: acquire again
    response = await send()
    permit.answered()                     # or permit.refused(retry_after), or permit.lost()

Every permit ends by one of these. Then at most `quota` requests reach the API in any window a little shorter than
`hold`, whatever becomes of the processes: a permit counts from its start until `hold` after its response.

A process says what became of its permits and what it wants in one exchange, at most one at a time; the next one
carries what has gathered meanwhile. An exchange without a reply is repeated as it is: the ledger carries out each
number once.
"""
import asyncio
import collections
import contextlib
import dataclasses
import random
import time

from ledger_protocol import Limit, Request  # noqa: F401 (Limit belongs to what this module offers)


@dataclasses.dataclass(frozen=True)
class Terms:
    """How a process deals with its ledger. Seconds, unless it says otherwise."""

    lease: float = 10.0  # a process without an exchange for so long is over
    horizon: float = 0.2  # permits are granted so long before their start
    patience: float = 0.1  # how late a waiting process may come to what is kept for it
    quantum: int = 8  # permits that a process may take at a time while others wait
    flush: float = 0.1  # an answer is reported at the latest after so long
    poll: float = 0.5  # who waits asks at least so often
    idle: float = 0.05  # permits that nobody takes go back after so long
    longest_quiet: float = 120.0  # after a loss nobody starts for lease + grace + hold, but no longer than this
    most: int = 64  # permits asked for in one exchange


class Clock:
    """A time that neither jumps nor stands still: the time since boot. Beside it the clock of the day, which alone
    shows that a virtual machine was frozen."""

    @staticmethod
    def now():
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    @classmethod
    def after(cls, seconds):
        """An instant by both clocks, so many seconds after now."""
        return cls.now() + seconds, time.time() + seconds

    @classmethod
    def is_past(cls, instant):
        return cls.now() >= instant[0] or time.time() >= instant[1]


class Permit:
    """One request that may be made, from `start` on."""

    def __init__(self, quota, start):
        self.quota, self.start = quota, start

    def may_start(self):
        """Whether the permit still counts. Ask directly before writing the request: its session may have ended."""
        return self in self.quota.permits and self.quota.is_alive()

    def answered(self):
        """A response came, now."""
        self.quota.settle(self, 0, 1)

    def lost(self):
        """No response will come, or nobody waits for it any longer: the request may still reach the API."""
        self.quota.settle(self, max(limit.grace for limit in self.quota.limits), 2)

    def refused(self, retry_after):
        """The API refused the request; nobody starts for so many seconds, then one tries."""
        self.quota.settle(self, 0, 2)
        self.quota.shut(retry_after)

    def give_back(self):
        """The request was not sent, not even in part."""
        self.quota.take_back(self)


class SharedQuota:
    """The permits of this process. `run()` talks with the ledger, for as long as permits are wanted."""

    def __init__(self, ledger, limits, terms=Terms(), seed=None):
        self.ledger, self.limits, self.terms, self.random = ledger, limits, terms, random.Random(seed)
        self.permits = set()  # what the ledger counts as ours
        self.spare = []  # permits that nobody has taken
        self.waiting = collections.deque()  # [since, future]
        self.recent = collections.deque()  # when permits were answered, within the longest hold
        self.counts = collections.Counter()
        self.changed, self.last_error = asyncio.Event(), ""
        self.epoch, self.poll, self.last, self.busy = "", 0.0, 0.0, Clock.now()
        self.gate_until, self.gate_is_shut, self.gate = 0.0, False, (-1, -1, 0)
        self._open_session()

    # What callers use.

    async def acquire(self):
        """Waits for a permit, for its start and for an open gate."""
        entry = [Clock.now(), asyncio.get_running_loop().create_future()]
        self.waiting.append(entry)
        self.changed.set()
        try:
            permit = await entry[1]
        except asyncio.CancelledError:
            if entry in self.waiting:
                self.waiting.remove(entry)
            elif not entry[1].cancelled():
                self.take_back(entry[1].result())
            raise
        try:
            while (left := max(permit.start, self.gate_until) - Clock.now()) > 0:
                await asyncio.sleep(left)
        except asyncio.CancelledError:
            self.take_back(permit)
            raise
        return permit

    def is_alive(self):
        """Whether the ledger still counts our permits as in flight; not if our lease may be over."""
        return self.ledger.holds_sessions or self.lease_end is not None and not Clock.is_past(self.lease_end)

    def settle(self, permit, later, probed):
        stamp = Clock.now() + later
        self.recent.append(stamp)
        while self.recent[0] < Clock.now() - max(limit.hold for limit in self.limits):
            self.recent.popleft()
        if permit in self.permits:  # else its session is over, and the ledger judges it by itself
            self.permits.discard(permit)
            self.answers.append(stamp)
            self._tell_of_probe(probed)
            self.changed.set()

    def shut(self, seconds):
        self.gate_until = max(self.gate_until, Clock.now() + seconds)
        self.gate = (seconds, seconds * self.random.uniform(1, 1.1), 2)
        self.changed.set()

    def take_back(self, permit):
        if permit in self.permits:
            self.spare.append(permit)
            self._hand_out()
        self.changed.set()

    # The conversation with the ledger.

    async def run(self):
        while True:
            await self._until_due()
            if self.lease_end and not self.is_alive():
                self._lapse()
            request = self._next_request()
            reply = await self._exchange(request)
            if reply is None:
                self._lapse()
            elif reply.is_gone:
                self.counts["gone"] += 1
                if self.lease_end and self.is_alive():
                    self._declare()
                else:
                    self._lapse()
            else:
                self._take_in(request, reply)

    def _open_session(self):
        self.session, self.seq = f"{self.random.getrandbits(64):x}", 0
        self.lost, self.former, self.adopted = False, "", 0
        self.answers, self.refunds, self.lease_end = [], 0, None

    def _lapse(self):
        """The session is over; the ledger judges what it had. Callers keep their places, permits end unreported."""
        self.counts["lapses"] += 1
        self.permits.clear()
        self.spare.clear()
        self.epoch, self.poll, self.gate = "", 0.0, (-1, -1, 0)
        self._open_session()

    def _declare(self):
        """The ledger has lost our session although its lease is good: a new one goes on, with all that is in use."""
        self.permits -= set(self.spare)
        self.spare.clear()
        former, lease_end = self.session, self.lease_end
        self._open_session()
        self.former, self.lost, self.lease_end, self.poll = former, True, lease_end, 0.0
        earliest = Clock.now() - max(limit.hold for limit in self.limits)
        self.answers = [stamp for stamp in self.recent if stamp > earliest]
        self.adopted = len(self.permits) + len(self.answers)

    async def _until_due(self):
        """Waits until there is something to say or to ask."""
        while True:
            now = Clock.now()
            if self.waiting:
                self.busy = now
            due = [self.last + self.terms.lease / 3]
            if self.lease_end and not self.ledger.holds_sessions:
                due.append(self.lease_end[0])
            if len(self.waiting) > len(self.spare):
                due.append(self.poll)
            if self.answers:
                due.append(min(self.answers) + self.terms.flush)
            if self.spare and not self.waiting:
                due.append(self.busy + self.terms.idle)
            if self.gate != (-1, -1, 0) or self.refunds:
                due.append(now)
            if min(due) <= now:
                return
            self.changed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(due) - now):
                    await self.changed.wait()

    def _next_request(self):
        now = Clock.now()
        if self.spare and not self.waiting and now >= self.busy + self.terms.idle:
            self.refunds += len(self.spare)
            self.counts["refunds"] += len(self.spare)
            self.permits -= set(self.spare)
            self.spare.clear()
            self._tell_of_probe(2)
        self.seq += 1
        behind = self.terms.quantum
        count = min(max(0, len(self.waiting) - len(self.spare)), self.terms.most)
        request = Request(
            self.session, self.seq, self.epoch, self.lost, self.former, count,
            self.waiting[0][0] if self.waiting else now, self.waiting[behind][0] if len(self.waiting) > behind else now,
            self.answers, self.refunds, self.adopted, self.gate)
        self.answers, self.refunds, self.adopted, self.gate = [], 0, 0, (-1, -1, 0)
        return request

    async def _exchange(self, request):
        """Sends the request until a reply comes; None when our lease is over before that."""
        # A repeated request is carried out once, and the lease runs from then: so it counts from the first sending.
        lease_end = Clock.after(self.terms.lease * 0.998)
        self.last = Clock.now()
        while True:
            self.counts["exchanges"] += 1
            try:
                reply = await self.ledger.exchange(request, Clock.now(), self.limits, self.terms)
                break
            except ConnectionError as error:
                self.counts["store_errors"] += 1
                self.last_error = str(error)
                await asyncio.sleep(self.random.uniform(0.02, 0.07))
                if not self.ledger.holds_sessions and Clock.is_past(self.lease_end or lease_end):
                    return None
        if not reply.is_gone:
            self.lease_end = lease_end
        return reply

    def _take_in(self, request, reply):
        now = Clock.now()
        self.epoch, self.lost, self.former = reply.epoch, False, ""
        for start in reply.starts:
            permit = Permit(self, now + start)
            self.permits.add(permit)
            self.spare.append(permit)
        self.poll = now
        if request.count and reply.next is not None:
            wait = min(reply.next - 0.8 * self.terms.horizon, self.terms.poll)
            self.poll += max(0.002, wait) + self.random.uniform(0, 0.002)
        gates = [gate for gate in reply.gates if gate is not None]
        self.gate_is_shut = bool(gates)
        self.gate_until = max([self.gate_until] + [now + gate for gate in gates])
        self._hand_out()

    def _hand_out(self):
        if not self.is_alive():
            return  # nobody could use them; an exchange that is under way may still save the session
        self.spare.sort(key=lambda permit: permit.start, reverse=True)
        while self.spare and self.waiting:
            _, future = self.waiting.popleft()
            if not future.done():
                future.set_result(self.spare.pop())

    def _tell_of_probe(self, probed):
        """Any permit may have been the one that tried a shut gate."""
        if self.gate_is_shut and self.gate[0] < 0:
            self.gate = (-1, -1, probed)
