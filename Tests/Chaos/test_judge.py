"""Tests the deciding part of the judge in virtual time: known arrivals, and the first algorithm against the second.

  python3 -m unittest discover -s Tests/Chaos
"""
import random
import unittest

import limits
import recount
from latency import Latency

S = 10**9


def decide(text, *times):
    """One letter for each arrival, A for admitted; times in seconds."""
    bench = limits.Bench([limits.Rule.parse(text)])
    return "".join("A" if bench.judge(round(time * S)).is_admitted else "R" for time in times)


class KnownArrivals(unittest.TestCase):
    def test_log_forgets_what_is_exactly_a_window_old(self):
        self.assertEqual(decide("a=log:2/2s", 0, 1, 1.999999999, 2, 2, 3), "AARARA")

    def test_log_does_not_count_what_it_refused(self):
        self.assertEqual(decide("a=log:1/1s", 0, 0.5, 0.9, 1.0, 1.5), "ARRAR")

    def test_log_admits_at_one_instant_what_the_quota_says(self):
        self.assertEqual(decide("a=log:3/1s", 7, 7, 7, 7), "AAAR")

    def test_aligned_windows_begin_by_the_clock(self):
        self.assertEqual(decide("a=aligned:2/2s", 1.9, 1.95, 1.999999999, 2, 2, 3.9, 4), "AARAARA")

    def test_aligned_windows_begin_at_the_phase(self):
        self.assertEqual(decide("a=aligned:1/2s,phase=500ms", 0.4, 0.5, 2.499999999, 2.5), "AARA")

    def test_anchored_window_begins_with_the_first_request(self):
        self.assertEqual(decide("a=anchored:2/2s", 1.5, 3, 3.499999999, 3.5, 5.4, 5.5), "AARAAA")

    def test_anchored_window_is_open_until_a_request_comes(self):
        self.assertEqual(decide("a=anchored:1/2s", 0, 10, 11.9, 12), "AARA")

    def test_counter_weighs_the_window_before(self):
        # Four in the first window. At 2.999999999 they weigh a little over two, at 3 two, and one more is the third.
        self.assertEqual(decide("a=counter:4/2s", 0, 0, 0, 0, 0, 2, 2.5, 3, 3), "AAAARRAAR")

    def test_counter_forgets_after_a_window_without_arrivals(self):
        self.assertEqual(decide("a=counter:2/2s", 1.9, 1.9, 4, 4, 4), "AAAAR")

    def test_bucket_is_full_at_first_and_refilled_evenly(self):
        self.assertEqual(decide("a=bucket:2/2s,burst=3", 0, 0, 0, 0, 0.999999999, 1, 1), "AAARRAR")

    def test_bucket_holds_no_more_than_its_burst(self):
        self.assertEqual(decide("a=bucket:2/2s,burst=2", 0, 0, 100, 100, 100), "AAAAR")

    def test_requests_at_a_time_count_until_their_response_ends(self):
        bench = limits.Bench([limits.Rule.parse("a=concurrency:2/1s")])
        found = [bench.judge(round(time * S), service=round(length * S)) for time, length in (
            (0, 1), (0.1, 0.3), (0.2, 1), (0.399999999, 1), (0.4, 1), (0.9, 0.1), (1, 0.2))]
        self.assertEqual("".join("A" if arrival.is_admitted else "R" for arrival in found), "AARRARA")
        self.assertEqual([arrival.wait for arrival in found], [0, 0, S // 5, 1, 0, S // 10, 0])

    def test_request_is_counted_by_all_limits_or_none(self):
        bench = limits.Bench([limits.Rule.parse("a=log:1/1s"), limits.Rule.parse("b=log:2/4s")])
        found = [bench.judge(round(time * S)).refused_by for time in (0, 0.5, 1, 2, 4)]
        self.assertEqual(found, [(), ("a",), (), ("b",), ()])

    def test_request_may_draw_on_one_limit_only(self):
        bench = limits.Bench([limits.Rule.parse("a=log:1/1s"), limits.Rule.parse("b=log:1/1s")])
        self.assertEqual(bench.judge(0, only=["a"]).refused_by, ())
        self.assertEqual(bench.judge(0, only=["b"]).refused_by, ())
        self.assertEqual(bench.judge(0).refused_by, ("a", "b"))

    def test_each_value_of_the_key_has_its_own_count(self):
        bench = limits.Bench([limits.Rule.parse("a=log:1/1s,key=X-Account")])
        found = [bench.judge(0, headers={"x-account": key}).is_admitted for key in ("one", "two", "one")]
        self.assertEqual(found, [True, True, False])


class SecondAlgorithm(unittest.TestCase):
    TEXTS = [
        "a=log:{}/1s", "a=aligned:{}/1s,phase=300ms", "a=anchored:{}/1s", "a=counter:{}/1s,phase=100ms",
        "a=bucket:{}/1s", "a=bucket:{}/1s,burst=2"]

    def arrivals(self, seed):
        """Random times, many of them equal or exactly a window, or a nanosecond beside that, after others."""
        random_ = random.Random(seed)
        times = [random_.randrange(10 * S)]
        for _ in range(120):
            jump = random_.choice([0, 1, random_.randrange(S // 5), random_.randrange(2 * S)])
            exact = random_.choice(times[-8:]) + S + random_.choice([-1, 0, 1])
            times.append(max(times[-1], random_.choice([times[-1] + jump, exact])))
        return times

    def test_both_agree_on_every_arrival(self):
        for text in self.TEXTS:
            for seed in range(20):
                rule = limits.Rule.parse(text.format(1 + seed % 6))
                bench, admitted = limits.Bench([rule]), []
                for time in self.arrivals(seed):
                    fits = recount.most(rule, admitted + [time]) <= rule.most
                    self.assertEqual(bench.judge(time).is_admitted, fits, (rule, time, admitted))
                    admitted += [time] if fits else []

    def test_wait_is_the_shortest_after_which_one_is_admitted(self):
        for text in self.TEXTS:
            rule = limits.Rule.parse(text.format(4))
            bench, admitted = limits.Bench([rule]), []
            for time in self.arrivals(7):
                arrival = bench.judge(time)
                if arrival.is_admitted:
                    admitted.append(time)
                else:
                    self.assertLessEqual(recount.most(rule, admitted + [time + arrival.wait]), rule.most)
                    self.assertGreater(recount.most(rule, admitted + [time + arrival.wait - 1]), rule.most)

    def test_what_an_ideal_client_brings_in_is_what_is_possible(self):
        # It asks in each of 1000 steps of a window, aligned windows apart from their very beginning.
        for text in self.TEXTS:
            rule = limits.Rule.parse(text.format(5))
            bench = limits.Bench([rule])
            times = [step * S // 1000 for step in range(300, 10_300) for _ in range(6)]
            admitted = sum(bench.judge(time).is_admitted for time in times)
            possible = recount.possible(rule, times[0], times[-1])
            self.assertLessEqual(admitted, possible)
            # Of a counter that weighs whole requests of a small quota, a greedy client gets the least.
            self.assertGreaterEqual(admitted, 0.75 * possible, rule)


    def test_both_agree_on_requests_at_a_time(self):
        for seed in range(20):
            rule = limits.Rule.parse(f"a=concurrency:{1 + seed % 6}/1s")
            bench, admitted, draw = limits.Bench([rule]), [], random.Random(seed)
            for time in self.arrivals(seed):
                span = (time, time + draw.choice([S // 5, S, draw.randrange(S // 5, S)]))
                fits = recount.most(rule, sorted(admitted + [span])) <= rule.most
                arrival = bench.judge(time, service=span[1] - time)
                self.assertEqual(arrival.is_admitted, fits, (rule, span, admitted))
                admitted += [span] if fits else []


class Summary(unittest.TestCase):
    def test_most_at_a_time_is_of_all_that_arrived(self):
        rule = limits.Rule.parse("a=concurrency:2/1s")
        bench = limits.Bench([rule])
        arrivals = [bench.judge(time * S // 10, service=S // 2) for time in (0, 2, 4, 6)]
        found = recount.summary([rule], arrivals, S)["limits"]["a"]
        self.assertEqual((found["most_admitted"], found["most_arrived"], found["refused"]), (2, 3, 1))
        self.assertEqual(found["share"], round(3 / 4, 4))

    def test_refused_ones_count_among_the_arrived_and_foreign_ones_do_not(self):
        rule = limits.Rule.parse("a=log:2/1s")
        bench = limits.Bench([rule])
        sent = ((0, "x"), (1, "f"), (2, "x"), (3, "y"))
        arrivals = [bench.judge(time * S // 10, client=client) for time, client in sent]
        found = recount.summary([rule], arrivals, 5 * S, foreign="f")
        self.assertEqual((found["arrivals"], found["refused"], found["foreign"], found["clients"]), (3, 2, 1, 2))
        self.assertEqual((found["limits"]["a"]["most_admitted"], found["limits"]["a"]["most_arrived"]), (2, 3))
        self.assertEqual(found["limits"]["a"]["share"], round(1 / 12, 4))


class Texts(unittest.TestCase):
    def test_limits_and_latencies(self):
        rule = limits.Rule.parse("main=bucket:60/0.5s,burst=20,key=X-Key")
        self.assertEqual((rule.quota, rule.window, rule.burst, rule.key), (60, S // 2, 20, "x-key"))
        for text in ("main=log:60", "main=leaky:60/2s", "main=log:60/2h", "main=log:60/2s,brust=3", "log:60/2s"):
            self.assertRaises(ValueError, limits.Rule.parse, text)
        heavy, random_ = Latency("pareto:20ms:200ms:400ms"), random.Random(1)
        draws = sorted(heavy.draw(random_) for _ in range(10_000))
        self.assertAlmostEqual(draws[5_000], 0.02, delta=0.002)
        self.assertAlmostEqual(draws[9_900], 0.2, delta=0.06)
        self.assertEqual(draws[-1], 0.4)
        self.assertRaises(ValueError, Latency, "uniform:10ms")


if __name__ == "__main__":
    unittest.main()
