"""Tests the ledger's step without a store: what is in use at a time, in random conversations and in known ones."""
import pathlib
import random
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Examples/shared-quota"))

import ledger_step  # noqa: E402

S = 10**6


def lease_is_over(name, session, now):
    return session["deadline"] <= now


class Steps(unittest.TestCase):
    def setUp(self):
        self.ledger, self.now, self.seq = ledger_step.new(), 10**12, {}

    def exchange(self, session, want=0, answered=(), hold=2 * S, quota=5, horizon=S // 5, gate=(-1, -1, 0), **more):
        """Starts that are granted, in microseconds from now; None where the session is gone."""
        self.seq[session] = self.seq.get(session, 0) + 1
        bucket = {
            "key": "main", "n": quota, "h": hold, "g": S // 10, "adopt": more.pop("adopt", 0), "refund": 0,
            "settles": [(1, age) for age in answered], "gate": gate}
        message = {
            "sid": session, "seq": self.seq[session], "epoch": "", "lost": False, "former": "", "lease": S,
            "quiet": 3 * S, "horizon": horizon, "patience": S // 10, "quantum": 8, "leased": True, "buckets": [bucket],
            "kinds": [{"count": want, "age": 0, "age2": 0, "parts": [(0, 1)]}] if want else []} | more
        reply = ledger_step.step(self.ledger, self.now, message, lease_is_over)
        return (reply[3] if want else []) if reply[0] == "OK" else None

    def test_a_unit_is_free_when_its_hold_after_the_answer_is_over(self):
        self.assertEqual(self.exchange("a", want=9), [0] * 5)
        self.assertEqual(self.exchange("a", answered=[0] * 5), [])
        self.now += int(1.9 * S)
        self.assertEqual([start > 0 for start in self.exchange("b", want=9)], [True] * 5)

    def test_units_in_flight_keep_others_out_where_nothing_is_held_after_the_answer(self):
        self.assertEqual(self.exchange("a", want=9, hold=0), [0] * 5)
        self.assertEqual(self.exchange("b", want=9, hold=0), [])
        self.exchange("a", answered=[0, 0], hold=0)
        self.assertEqual(self.exchange("b", want=9, hold=0), [0, 0])

    def test_units_in_flight_keep_others_out_where_the_horizon_is_longer_than_the_hold(self):
        self.assertEqual(len(self.exchange("a", want=9, hold=S // 2, horizon=S)), 5)
        self.assertEqual(self.exchange("b", want=9, hold=S // 2, horizon=S), [])

    def test_probe_of_a_session_that_goes_on_under_another_name_opens_the_gate(self):
        self.exchange("a", want=1)
        self.exchange("a", answered=[0], gate=(0, 0, 0))
        self.assertEqual(self.exchange("a", want=1), [0])
        self.exchange("b", adopt=1, former="a", lost=True)
        self.exchange("b", answered=[0], gate=(-1, -1, 1))
        self.now += 4 * S
        self.assertEqual(self.exchange("c", want=1), [0])

    def test_no_more_than_the_quota_is_in_use_in_random_conversations(self):
        for seed in range(40):
            draw = random.Random(seed)
            self.setUp()
            hold, horizon = draw.choice([0, S // 10, S]), draw.choice([0, S // 5, 2 * S])
            quota = draw.choice([1, 3, 20])
            fly = {}  # by session: how many it has in flight
            for _ in range(200):
                self.now += draw.choice([0, 1000, 40_000, draw.randrange(S)])
                session = draw.choice("abcd") + str(self.now // (3 * S))
                answered = [draw.randrange(1000) for _ in range(draw.randint(0, fly.get(session, 0)))]
                starts = self.exchange(session, draw.randint(0, 9), answered, hold, quota, horizon)
                if starts is None:
                    fly[session] = 0
                    continue
                fly[session] = fly.get(session, 0) - len(answered) + len(starts)
                bucket = self.ledger["buckets"]["main"]
                # A unit that starts later takes the place of one that is still held.
                ahead = sum(units for slot, units in bucket["log"] if slot + hold <= self.now + horizon)
                self.assertLessEqual(bucket["fly"] + bucket["held"] - ahead, quota)
                self.assertLessEqual(bucket["fly"], quota)


if __name__ == "__main__":
    unittest.main()
