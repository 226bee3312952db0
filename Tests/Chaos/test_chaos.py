"""Tests what the harness makes of its options, and of what a run found."""
import unittest

import cell
import chaos
import limits


def options(*words):
    return chaos.parsed(["--worker", "true", *words])


def found(refused=0, most=60, lag_ms=1.0):
    limit = {"most_admitted": 60, "most_arrived": most, "quota": 60, "share": 0.9}
    return {
        "kills": 3, "deaf": 0, "share": 0.9, "errors": "", "statistics": {"calls": 500, "trips": 600},
        "judged": {"arrivals": 500, "refused": refused, "lag_ms": lag_ms, "limits": {"main": limit}}}


def faults(options, found):
    return list(chaos.faults_of(options, found, chaos.row(options, "log", "uniform", "redis", found)))


class Options(unittest.TestCase):
    def test_each_server_has_limits_that_the_judge_knows(self):
        for server in [*limits.COUNTS, "stacked"]:
            rules = [limits.Rule.parse(text) for text in chaos.limits_for(options(), server)]
            self.assertEqual(len({rule.name for rule in rules}), len(rules))
            if server != "stacked":
                self.assertEqual([rule.kind for rule in rules], [server])

    def test_own_limits_take_the_place_of_a_servers(self):
        self.assertEqual(chaos.limits_for(options("--limit", "a=log:1/1s"), "stacked"), ["a=log:1/1s"])


class Faults(unittest.TestCase):
    def test_a_refusal_one_too_many_and_too_little_are_wrong(self):
        self.assertEqual(faults(options("--at-least-kills", "3"), found()), [])
        self.assertEqual(faults(options(), found(refused=1)), ["1 refused"])
        self.assertEqual(faults(options(), found(most=61)), ["61 in a window of 60"])
        self.assertEqual(faults(options("--at-least-kills", "4"), found()), ["only 3 kills"])

    def test_a_worker_that_breaks_a_rule_has_to_show_it(self):
        for run in (found(refused=1), found(most=61)):
            self.assertEqual(faults(options("--must-fail"), run), [])
        self.assertEqual(len(faults(options("--must-fail"), found())), 1)

    def test_the_judge_is_late_where_the_grace_or_the_spread_of_a_counter_is_used_up(self):
        def is_late(server, lag_ms):
            return chaos.is_late(options(), server, "uniform", found(lag_ms=lag_ms))

        self.assertEqual([is_late("log", 530), is_late("log", 550)], [False, True])
        self.assertEqual([is_late("counter", 90), is_late("counter", 1000 * cell.LAG + 1)], [False, True])


if __name__ == "__main__":
    unittest.main()
