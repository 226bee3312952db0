"""What the judge decides by: six ways in which servers limit, written for the judge alone.

Times are whole nanoseconds of any clock that does not go back, so that nothing is rounded at the end of a window. A
limit that refuses a request does not count it. `recount.py` computes the same from the arrivals in another way.
"""
import collections
import dataclasses
import heapq
import re

UNITS = {"ms": 10**6, "s": 10**9, "m": 60 * 10**9}


def duration(text):
    """Nanoseconds of a text such as `500ms`, `2s`, `0.35s` or `1m`."""
    match = re.fullmatch(r"([0-9.]+)(ms|s|m)", text)
    if not match:
        raise ValueError(f"`{text}` is not a duration such as 500ms, 2s or 1m")
    return round(float(match[1]) * UNITS[match[2]])


@dataclasses.dataclass(frozen=True)
class Rule:
    """One limit as it is written on the command line: `NAME=KIND:N/DURATION[,burst=B][,phase=DURATION][,key=HEADER]`.

    KIND is log, aligned, anchored, counter, bucket or concurrency: N at a time, each from its arrival until its
    response ends, which takes the server DURATION at the most. `burst` is what a bucket holds when it is full (N unless
    given); `phase` is where the windows of `aligned` and `counter` begin; with `key` each value of that header has a
    count of its own.
    """

    name: str
    kind: str
    quota: int
    window: int
    burst: int
    phase: int = 0
    key: str = ""

    @staticmethod
    def parse(text):
        match = re.fullmatch(r"([\w-]+)=([a-z]+):(\d+)/([^,]+)((?:,[a-z]+=[^,]+)*)", text)
        if not match or match[2] not in COUNTS:
            raise ValueError(f"`{text}` is not a limit such as main=log:60/2s; kinds are {', '.join(COUNTS)}")
        more = dict(part.split("=", 1) for part in match[5].split(",")[1:])
        unknown = set(more) - {"burst", "phase", "key"}
        if unknown:
            raise ValueError(f"`{text}` has an unknown option {', '.join(sorted(unknown))}")
        quota = int(match[3])
        return Rule(
            match[1], match[2], quota, duration(match[4]), int(more.get("burst", quota)),
            duration(more.get("phase", "0s")), more.get("key", "").lower())

    @property
    def most(self):
        """The most that `recount.most` may find."""
        return self.burst if self.kind == "bucket" else self.quota

    @property
    def service(self):
        """How long the server takes for a response, at the most; it takes a fifth of that at the least."""
        return self.window if self.kind == "concurrency" else 0


class SlidingLog:
    """At most N in the window that ends now: one that is a whole window old counts no longer."""

    def __init__(self, rule):
        self.rule, self.times = rule, collections.deque()

    def wait(self, now):
        """Nanoseconds until one more is admitted; 0: now."""
        while self.times and self.times[0] <= now - self.rule.window:
            self.times.popleft()
        return 0 if len(self.times) < self.rule.quota else self.times[0] + self.rule.window - now

    def take(self, now, _):
        self.times.append(now)


class AlignedWindow:
    """At most N in each window of the clock."""

    def __init__(self, rule):
        self.rule, self.number, self.count = rule, None, 0

    def wait(self, now):
        number, elapsed = divmod(now - self.rule.phase, self.rule.window)
        if number != self.number:
            self.number, self.count = number, 0
        return 0 if self.count < self.rule.quota else self.rule.window - elapsed

    def take(self, now, _):
        self.count += 1


class AnchoredWindow:
    """At most N in a window that begins with the first request after the last window's end."""

    def __init__(self, rule):
        self.rule, self.end, self.count = rule, None, 0

    def wait(self, now):
        if self.end is not None and now < self.end and self.count >= self.rule.quota:
            return self.end - now
        return 0

    def take(self, now, _):
        if self.end is None or now >= self.end:
            self.end, self.count = now + self.rule.window, 0
        self.count += 1


class WeightedCounter:
    """The present window of the clock and the one before, which weighs as much as it lies less than a window back."""

    def __init__(self, rule):
        self.rule, self.number, self.before, self.count = rule, None, 0, 0

    def wait(self, now):
        window = self.rule.window
        number, elapsed = divmod(now - self.rule.phase, window)
        if number != self.number:
            self.before = self.count if self.number is not None and number == self.number + 1 else 0
            self.number, self.count = number, 0
        free = (self.rule.quota - self.count - 1) * window - self.before * (window - elapsed)
        if free >= 0:
            return 0
        if self.count >= self.rule.quota:  # not in this window; in the next one this one's count weighs
            return window - elapsed + window - (self.rule.quota - 1) * window // self.count
        return -(free // self.before)

    def take(self, now, _):
        self.count += 1


class TokenBucket:
    """A bucket of `burst` tokens, full at first, refilled evenly by N in a window. A token is as many units as the
    window has nanoseconds: then N units come in a nanosecond."""

    def __init__(self, rule):
        self.rule, self.last, self.units = rule, None, rule.burst * rule.window

    def wait(self, now):
        rule = self.rule
        if self.last is not None:
            self.units = min(rule.burst * rule.window, self.units + (now - self.last) * rule.quota)
        self.last = now
        return 0 if self.units >= rule.window else -((self.units - rule.window) // rule.quota)

    def take(self, now, _):
        self.units -= self.rule.window


class InFlight:
    """At most N at a time: a place is free at the very instant at which its response ends."""

    def __init__(self, rule):
        self.rule, self.ends = rule, []

    def wait(self, now):
        while self.ends and self.ends[0] <= now:
            heapq.heappop(self.ends)
        return 0 if len(self.ends) < self.rule.quota else self.ends[0] - now

    def take(self, now, service):
        heapq.heappush(self.ends, now + service)


COUNTS = {
    "log": SlidingLog, "aligned": AlignedWindow, "anchored": AnchoredWindow, "counter": WeightedCounter,
    "bucket": TokenBucket, "concurrency": InFlight}


@dataclasses.dataclass(frozen=True, slots=True)
class Arrival:
    """One request as it was judged: on which limits it drew (name and key), which of them refused it, whose it was,
    and how long the server works on it where it is not refused."""

    time: int
    draws: tuple
    refused_by: tuple
    client: str
    wait: int = 0
    service: int = 0

    @property
    def is_admitted(self):
        return not self.refused_by


class Bench:
    """All limits of one judge. A request is admitted by all that it draws on, or counted by none."""

    def __init__(self, rules):
        self.rules, self.counts = {rule.name: rule for rule in rules}, {}

    def judge(self, now, only=(), headers=None, client="", service=0):
        """The arrival of a request that draws on the limits in `only`; on all where that is empty."""
        headers = headers or {}
        draws = tuple((name, headers.get(self.rules[name].key, "")) for name in only or self.rules)
        counts = [self._count(draw) for draw in draws]
        waits = [count.wait(now) for count in counts]
        refused_by = tuple(name for (name, _), wait in zip(draws, waits) if wait > 0)
        if not refused_by:
            for count in counts:
                count.take(now, service)
        return Arrival(now, draws, refused_by, client, max(waits), service)

    def _count(self, draw):
        if draw not in self.counts:
            rule = self.rules[draw[0]]
            self.counts[draw] = COUNTS[rule.kind](rule)
        return self.counts[draw]
