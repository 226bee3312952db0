"""Computes afresh, from the list of arrivals, what the judge's limits should have seen.

None of this shares a line with `limits.py`: windows are found by sorting, sums and binary search over the whole list,
not by state that is carried on from arrival to arrival. A judge that decides wrongly is found by the difference.
"""
import bisect
import collections


def most(rule, times):
    """The most that lay in any window of the limit, of sorted times; for a bucket the burst that would have been
    needed, for requests at a time (pairs of beginning and end) the most at once. Not more than `rule.most` if and only
    if the limit admits them all."""
    return FINDERS[rule.kind](rule, times) if times else 0


def most_in_log(rule, times):
    """Each arrival is an interval of a window; the most intervals that overlap. One ends before another begins."""
    steps = sorted([(time + rule.window, -1) for time in times] + [(time, 1) for time in times])
    level = highest = 0
    for _, step in steps:
        level += step
        highest = max(highest, level)
    return highest


def most_in_aligned(rule, times):
    return max(collections.Counter((time - rule.phase) // rule.window for time in times).values())


def most_in_anchored(rule, times):
    begin = highest = 0
    while begin < len(times):
        end = bisect.bisect_left(times, times[begin] + rule.window)
        highest, begin = max(highest, end - begin), end
    return highest


def most_in_counter(rule, times):
    """The highest weighted sum, rounded up; computed at each arrival, since between them it only falls."""
    highest = 0
    for place, time in enumerate(times):
        begin = time - (time - rule.phase) % rule.window
        present = bisect.bisect_left(times, begin)
        before = present - bisect.bisect_left(times, begin - rule.window)
        weighted = before * (begin + rule.window - time) + (place + 1 - present) * rule.window
        highest = max(highest, -(-weighted // rule.window))
    return highest


def most_in_flight(rule, spans):
    """Of pairs of beginning and end: the most that were there at once. One ends before another begins."""
    begins, ends = [begin for begin, _ in spans], sorted(end for _, end in spans)
    return max(bisect.bisect_right(begins, begin) - bisect.bisect_right(ends, begin) for begin in begins)


def most_in_bucket(rule, times):
    """The largest count of an interval beyond what was refilled in it, rounded up: with i < j the interval [i, j] needs
    (j − i + 1) − rate · (time of j − time of i) tokens at once."""
    lowest, highest = None, 0
    for place, time in enumerate(times):
        spent = place * rule.window - time * rule.quota
        lowest = spent if lowest is None else min(lowest, spent)
        highest = max(highest, spent + rule.window - lowest)
    return -(-highest // rule.window)


FINDERS = {
    "log": most_in_log, "aligned": most_in_aligned, "anchored": most_in_anchored, "counter": most_in_counter,
    "bucket": most_in_bucket, "concurrency": most_in_flight}


def possible(rule, begin, end):
    """How many a client that knew everything could have brought in, from `begin` to `end`."""
    if rule.kind == "bucket":
        return rule.burst + (end - begin) * rule.quota // rule.window
    if rule.kind == "counter":
        return rule.quota + (end - begin) * rule.quota // rule.window
    if rule.kind == "aligned":
        return rule.quota * ((end - rule.phase) // rule.window - (begin - rule.phase) // rule.window + 1)
    if rule.kind == "concurrency":  # each takes between a fifth of the time and all of it
        return rule.quota * ((end - begin) * 5 // (rule.window * 3) + 1)
    return rule.quota * ((end - begin) // rule.window + 1)


def summary(rules, arrivals, end, foreign=""):
    """What is reported at `end`: sums, and for each limit the most admitted and the most arrived in any of its windows.
    Arrivals of the client `foreign` are not ours: they count among the admitted alone."""
    ours = [arrival for arrival in arrivals if not foreign or arrival.client != foreign]
    begin = ours[0].time if ours else end
    return {
        "arrivals": len(ours), "refused": sum(not arrival.is_admitted for arrival in ours),
        "foreign": len(arrivals) - len(ours), "seconds": round((end - begin) / 1e9, 3),
        "clients": len({arrival.client for arrival in ours}),
        "limits": {rule.name: summary_of(rule, arrivals, ours, begin, end) for rule in rules}}


def summary_of(rule, arrivals, ours, begin, end):
    admitted = times_by_key(rule, [arrival for arrival in arrivals if arrival.is_admitted])
    arrived = times_by_key(rule, ours)
    ideal = possible(rule, begin, end) * max(1, len(arrived))
    count = sum(map(len, arrived.values()))
    refused = sum(rule.name in arrival.refused_by for arrival in ours)
    return {
        "kind": rule.kind, "quota": rule.most, "arrived": count, "refused": refused,
        "most_admitted": max((most(rule, times) for times in admitted.values()), default=0),
        "most_arrived": max((most(rule, times) for times in arrived.values()), default=0),
        "share": round((count - refused) / ideal, 4)}


def times_by_key(rule, arrivals):
    """The times of those that drew on the limit, by the key that they had there; with their ends where that is what is
    limited."""
    times = collections.defaultdict(list)
    for arrival in arrivals:
        for name, key in arrival.draws:
            if name == rule.name:
                is_span = rule.kind == "concurrency"
                times[key].append((arrival.time, arrival.time + arrival.service) if is_span else arrival.time)
    return {key: sorted(list) for key, list in times.items()}
