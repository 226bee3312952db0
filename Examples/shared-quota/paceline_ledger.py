"""One quota shared by several processes: the process's side of Paceline's ledger.

    limits = [Limit.window("acme/per-minute", quota=60, seconds=60)]
    quota = SharedQuota(RedisLedger("redis://127.0.0.1:6379", "acme"), limits)
    asyncio.create_task(quota.run())
    ...
    permit = await quota.acquire()        # waits until a request may start
    if not permit.may_start():            # directly before the request is written
        permit.give_back()                # the process has slept for longer than its lease: acquire again
    response = await send()
    permit.answered()                     # or permit.refused(retry_after), or permit.lost()

Every permit ends by one of these. Then no more requests than the limits allow reach the API, whatever becomes of the
processes: a permit counts from its start until the limit's hold after its response.

A process says what became of its permits and what it wants in one exchange, at most one at a time; the next one
carries what has gathered meanwhile. An exchange without a reply is repeated as it is: the ledger makes each step once.
docs/ledger-protocol.md describes the protocol, and why each rule is there.
"""
import asyncio
import bisect
import collections
import contextlib
import dataclasses
import random
import time
import uuid

import ledger_protocol
from ledger_protocol import Limit, Report, Request  # noqa: F401 (Limit belongs to what this module offers)
from redis_ledger import NoReply, Refused

ACCEPTED, ENDED = 1, 2  # what became of a probe


@dataclasses.dataclass(frozen=True)
class Terms:
    """How a process deals with its ledger. Seconds, unless it says otherwise."""

    lease: float = 10.0  # a process without an exchange for so long is over
    grace: float = 10.0  # a request reaches the API within so long after its sending, or never
    horizon: float = 0.2  # permits are granted so long before their start
    patience: float = 0.1  # how late a waiting process may come to what is kept for it
    quantum: int = 8  # permits that a process may take at a time while others wait
    flush: float = 0.1  # an answer is reported at the latest after so long
    poll: float = 0.5  # who waits asks at least so often
    idle: float = 0.05  # permits that nobody takes go back after so long
    longest_pause: float = 120.0  # after a loss nobody starts for lease + grace + hold, but no longer than this
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

    def __init__(self, quota, start, session):
        self.quota, self.start = quota, start
        self.session = session  # by which the ledger knows of it
        self.is_void = False  # its session was over before the request was sent

    def may_start(self):
        """Whether the request may be sent. Ask directly before writing it: the permit's session may have ended."""
        return self.quota.may_start(self)

    def answered(self):
        """A response came, now."""
        self.quota.settle(self, Clock.now(), ACCEPTED)

    def lost(self):
        """No response will come, or nobody waits for it any longer: the request may still reach the API."""
        self.quota.settle(self, Clock.now() + self.quota.terms.grace, ENDED)

    def refused(self, retry_after):
        """The API refused the request; nobody starts for so many seconds, then one tries."""
        self.quota.settle(self, Clock.now(), ENDED)
        self.quota.shut(retry_after)

    def give_back(self):
        """The request was not sent, not even in part."""
        self.quota.take_back(self)


class Account:
    """One limit: what the ledger said of its bucket, and what it has yet to be told."""

    def __init__(self, limit):
        self.limit = limit
        self.reopens = None  # the gate: nobody starts before, then one request tries; None while it is open
        self.gate = None  # a refusal to be told: until when the API said, and `reopens`
        self.answered = collections.deque()  # instants, those of the last hold
        self.void()

    def void(self):
        """What became of what a session had that is over is for the ledger to judge."""
        self.seen = None  # the bucket's level
        self.probing, self.probe = None, 0  # the permit that tries whether the gate may open, and what became of it
        self.adopted, self.returned, self.settled = 0, 0, []

    def is_urgent(self):
        """Whether there is something to tell that others wait for."""
        return self.gate or self.probe or self.adopted or self.returned or self.settled and not self.limit.hold

    def report(self, is_in_use):
        """Takes out what is to be told. A level counts only while something is in use: the ledger forgets a bucket
        that nobody uses, and that is no loss."""
        report = Report(
            self.limit, self.seen if is_in_use else None, self.adopted, self.returned, self.settled, self.gate,
            self.probe)
        self.adopted, self.returned, self.settled, self.gate, self.probe = 0, 0, [], None, 0
        return report

    def held(self, now):
        """When the requests were answered that still count."""
        while self.answered and self.answered[0] + self.limit.hold <= now:
            self.answered.popleft()
        return self.answered

    def lets(self, permit):
        """Whether the gate lets the permit's request pass."""
        return self.reopens is None or self.reopens <= Clock.now() and self.probing is permit

    def end_probe(self, permit, outcome):
        if self.probing is permit:
            self.probing, self.probe = None, outcome

    def take(self, bucket, permits):
        """What the ledger says of the bucket, with the permits that it granted."""
        now = Clock.now()
        self.seen = bucket.level
        if bucket.gate == 0 and permits:
            self.probing = permits[0]
        if self.gate or self.probe:
            return  # it does not know yet what we know
        if bucket.gate is not None:
            self.reopens = max(self.reopens or 0, now + bucket.gate)
        elif self.reopens is not None and self.reopens <= now:
            self.reopens = None


class SharedQuota:
    """The permits of this process. `run()` talks with the ledger, for as long as permits are wanted."""

    def __init__(self, ledger, limits, terms=Terms()):
        self.ledger, self.terms = ledger, terms
        self.accounts = [Account(limit) for limit in limits]
        self.permits = set()  # those that have not ended
        self.spare = []  # permits that nobody has taken
        self.waiting = []  # (since, future), in order
        self.counts, self.last_error = collections.Counter(), ""
        self.changed = asyncio.Event()
        self.last = self.poll = self.busy = Clock.now()  # the last exchange; when to ask again; when somebody waited
        self.epoch = ""  # what the last reply called the ledger's life
        self._open_session()

    # What callers use.

    async def acquire(self):
        """Waits for a permit and for its start. Raises Refused where the ledger will never answer."""
        since = Clock.now()
        while True:
            permit = await self._wait(since)
            try:
                while (left := permit.start - Clock.now()) > 0:
                    await asyncio.sleep(left)
            except asyncio.CancelledError:
                permit.give_back()
                raise
            if permit.may_start():
                return permit
            permit.give_back()  # its session is over, or the API has refused another request meanwhile

    def is_alive(self):
        """Whether the ledger still counts our permits as in flight; not if our lease may be over."""
        return self.lease_end is not None and not Clock.is_past(self.lease_end)

    def may_start(self, permit):
        return not permit.is_void and self.is_alive() and all(account.lets(permit) for account in self.accounts)

    def settle(self, permit, instant, outcome):
        """The permit counts until a hold after `instant`."""
        if permit not in self.permits:
            return  # it has ended before
        self.permits.discard(permit)
        for account in self.accounts:
            account.answered.append(instant)
            if permit.session == self.session:  # else it is over, and the ledger judges what it had
                account.settled.append(instant)
                account.end_probe(permit, outcome)
        self.changed.set()

    def shut(self, seconds):
        """The API refused a request. It does not say which limit that was."""
        told = Clock.now() + seconds
        for account in self.accounts:
            account.reopens = max(account.reopens or 0, told + seconds * random.uniform(0, 0.1))
            account.gate = (max(told, account.gate[0] if account.gate else 0), account.reopens)
        self.changed.set()

    def take_back(self, permit):
        """The next one gets it; or the ledger, where a gate has shut: it picks the one that goes first then."""
        if permit in self.permits and self.may_start(permit):
            self.spare.append(permit)
            self._hand_out()
        else:
            self._return(permit)
        self.changed.set()

    # Permits and those who wait for them.

    async def _wait(self, since):
        entry = (since, asyncio.get_running_loop().create_future())
        bisect.insort(self.waiting, entry, key=lambda entry: entry[0])
        self.changed.set()
        self._hand_out()
        try:
            return await entry[1]
        except asyncio.CancelledError:
            if entry in self.waiting:
                self.waiting.remove(entry)
            elif not entry[1].cancelled() and not entry[1].exception():
                entry[1].result().give_back()
            raise

    def _hand_out(self):
        if not self.is_alive():
            return  # nobody could use them; an exchange that is under way may still save the session
        self.spare.sort(key=lambda permit: permit.start, reverse=True)
        while self.spare and self.waiting:
            _, future = self.waiting.pop(0)
            if not future.done():
                future.set_result(self.spare.pop())

    def _return(self, permit):
        """The ledger gets it back."""
        is_ours = permit in self.permits and permit.session == self.session
        self.permits.discard(permit)
        if is_ours:
            self.counts["refunds"] += 1
            for account in self.accounts:
                account.returned += 1
                account.end_probe(permit, ENDED)

    # The session.

    def _open_session(self):
        self.session, self.sequence = uuid.uuid4().hex, 0
        self.has_lost, self.former = False, ""
        self.lease_end = None  # nothing starts after it; None before the first answer

    def _lapse(self):
        """The session is over; the ledger judges what it had. Callers keep their places, permits end unreported."""
        self.counts["lapses"] += 1
        self.permits -= set(self.spare)
        self.spare.clear()
        for permit in self.permits:
            permit.is_void = True
        for account in self.accounts:
            account.void()
        self._open_session()
        self.poll = Clock.now()

    def _declare_anew(self):
        """The ledger has forgotten our session: another one goes on in its place, with all that is in use."""
        self.counts["declared"] += 1
        former, epoch, lease_end, now = self.session, self.epoch, self.lease_end, Clock.now()
        self.permits -= set(self.spare)
        self.spare.clear()
        self._open_session()
        # The lease goes on: what was granted by the former session may start no longer than before.
        self.former, self.has_lost, self.epoch, self.lease_end, self.poll = former, True, epoch, lease_end, now
        for permit in self.permits:
            permit.is_void = permit.is_void or not self.is_alive()
            permit.session = self.session
        for account in self.accounts:
            account.void()
            account.settled = list(account.held(now))
            account.adopted = len(self.permits) + len(account.settled)

    # The conversation with the ledger.

    async def run(self):
        """Exchanges what there is to say and to ask, whenever there is something."""
        while True:
            await self._until_due()
            if self.lease_end and not self.is_alive() and not self.has_lost:
                self._lapse()
            request = self._next_request()
            try:
                reply = await self._exchange(request)
            except Refused as error:
                self._fail(error)
                self._lapse()
                await asyncio.sleep(1)
                continue
            if reply is None:
                self._lapse()
            elif not reply.is_gone:
                self._take_in(reply)
            elif self.is_alive() or self.epoch and reply.epoch != self.epoch:
                self._declare_anew()
            else:
                self._lapse()

    def _fail(self, error):
        """Whoever waits would wait for ever."""
        self.last_error = str(error)
        for _, future in self.waiting:
            if not future.done():
                future.set_exception(error)
        self.waiting.clear()

    def _is_in_use(self, account, now):
        return bool(self.permits or account.held(now))

    async def _until_due(self):
        """Waits until there is something to say or to ask."""
        while True:
            now, terms = Clock.now(), self.terms
            due = [float("inf")]
            if self.waiting:
                self.busy = now
            for account in self.accounts:
                if account.is_urgent():
                    due.append(now)
                if account.settled:
                    due.append(min(account.settled) + terms.flush)
                if self._is_in_use(account, now):
                    due.append(self.last + terms.lease / 3)  # as long as anything is in use, the session lives
            if len(self.waiting) > len(self.spare):
                due.append(self.poll)
            if self.spare and not self.waiting:
                due.append(self.busy + terms.idle)
            if min(due) <= now:
                return
            self.changed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(min(due) - now, 3600)):
                    await self.changed.wait()

    def _next_request(self):
        now = Clock.now()
        if self.spare and not self.waiting and now >= self.busy + self.terms.idle:
            for permit in self.spare:
                self._return(permit)
            self.spare.clear()
        self.sequence += 1
        since = [since for since, _ in self.waiting[len(self.spare):]][:self.terms.most]
        return Request(
            self.session, self.sequence, self.epoch, self.has_lost, self.former,
            [account.report(self._is_in_use(account, now)) for account in self.accounts], len(since),
            since=since[0] if since else now,
            later_since=since[self.terms.quantum] if len(since) > self.terms.quantum else now)

    async def _exchange(self, request):
        """Sends the request until a reply comes; None when our lease is over before that."""
        # A repeated request is one step, and the lease runs from that step: so it counts from the first sending.
        lease_end = Clock.after(self.terms.lease * 0.998)
        self.last = Clock.now()
        last_chance = self.lease_end if self.lease_end and not self.has_lost else lease_end
        layout = ledger_protocol.layout(request, self.last, self.terms, self.ledger.engine)
        while True:
            self.counts["exchanges"] += 1
            try:
                reply = await self.ledger.exchange(request, layout)
                break
            except NoReply as error:
                self.counts["store_errors"] += 1
                self.last_error = str(error)
                await asyncio.sleep(random.uniform(0.02, 0.07))
                if Clock.is_past(last_chance):
                    return None
        if not reply.is_gone:
            self.lease_end = lease_end
        return reply

    def _take_in(self, reply):
        now = Clock.now()
        self.epoch, self.has_lost, self.former = reply.epoch, False, ""
        permits = [Permit(self, now + start, self.session) for start in reply.starts]
        self.permits.update(permits)
        self.spare += permits
        self.poll = now
        if reply.next is not None:
            self.poll += min(reply.next, self.terms.poll)
        for account, bucket in zip(self.accounts, reply.buckets):
            account.take(bucket, permits)
        self._hand_out()
