#!/usr/bin/env python3
"""The worker of Examples/shared-quota with one of its rules left out: the harness has to refuse each of these.

  --no-lease-check      a permit is used although the process may have slept for longer than its lease
  --no-declare          after a loss nobody tells the ledger what is in use, nor that the server is another one
  --hold-from-sending   a unit counts from the sending of its request instead of from its response
  --no-grace            a request that was given up counts as arrived at once
  --lease-from-repeat   the lease counts from the last sending of an exchange instead of from the first (too rare for
                        the harness: test_client.py holds it)
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Examples/shared-quota"))

import worker  # noqa: E402
from paceline_ledger import Clock, SharedQuota  # noqa: E402


class NoLeaseCheck(SharedQuota):
    def may_start(self, permit):
        return True


class NoDeclare(SharedQuota):
    def __init__(self, ledger, *arguments):
        super().__init__(ledger, *arguments)
        ledger.engine = "durable"

    def _declare_anew(self):
        self._lapse()


class HoldFromSending(SharedQuota):
    async def acquire(self):
        permit = await super().acquire()
        self.settle(permit, Clock.now(), 1)
        permit.may_start = self.is_alive  # it has ended, so that its end is not told again
        return permit


class NoGrace(SharedQuota):
    def settle(self, permit, instant, outcome):
        super().settle(permit, min(instant, Clock.now()), outcome)


class LeaseFromRepeat(SharedQuota):
    def __init__(self, ledger, *arguments):
        super().__init__(ledger, *arguments)
        exchange = ledger.exchange

        async def timed_exchange(*arguments):
            self.end_from_last_sending = Clock.after(self.terms.lease * 0.998)
            return await exchange(*arguments)

        ledger.exchange = timed_exchange

    async def _exchange(self, request):
        reply = await super()._exchange(request)
        if reply and not reply.is_gone:
            self.lease_end = self.end_from_last_sending
        return reply


VARIANTS = {
    "--no-lease-check": NoLeaseCheck, "--no-declare": NoDeclare, "--hold-from-sending": HoldFromSending,
    "--no-grace": NoGrace, "--lease-from-repeat": LeaseFromRepeat}

if __name__ == "__main__":
    variant = VARIANTS.get(sys.argv.pop(1) if len(sys.argv) > 1 else "")
    if not variant:
        sys.exit(__doc__)
    worker.main(variant)
