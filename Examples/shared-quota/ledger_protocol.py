"""What a process tells the ledger, and what it hears: the one place that knows how both are laid out.

docs/ledger-protocol.md describes the layout. Times are whole microseconds, and never points in time: ages count back
from the ledger's step, durations count on from it. Units are in millionths: a request that counts once takes 1000000.
"""
import dataclasses
import math

MILLION = 1_000_000


def microseconds(seconds):
    """A duration, rounded up; exact to the nanosecond, so that all clients declare the same number."""
    return math.ceil(round(seconds * 1e9) / 1000)


def age(now, instant):
    """Rounded down: something is said to have happened rather later than it did. Less than zero: it is yet to come."""
    return math.floor((now - instant) * MILLION)


@dataclasses.dataclass(frozen=True)
class Limit:
    """At most `capacity` units in use at a time. A unit is in use until `hold` seconds after its response.

    `key` names the bucket in the ledger: all processes that share the limit give it the same name and numbers.
    """

    key: str
    capacity: float
    hold: float
    is_refilled: bool = False  # units become free one after the other, all of the capacity in one hold
    distance: float = 0.0  # the least time between two starts

    @classmethod
    def window(cls, key, quota, seconds):
        """`quota` requests in any `seconds`."""
        return cls(key, quota, cls._with_margin(seconds))

    @classmethod
    def token_bucket(cls, key, rate, seconds, burst):
        """A bucket that holds `burst` tokens and gets `rate` of them in `seconds`, one by one."""
        return cls(key, burst, cls._with_margin(seconds * (burst / rate)), is_refilled=True)

    @classmethod
    def counter(cls, key, quota, seconds, spread):
        """`quota` requests by a server that weighs the count of the window before with the present one's. `spread` is
        the difference between the longest and the shortest time that a request takes to it."""
        hold = cls._with_margin(seconds)
        return cls(key, quota, hold, distance=(hold + spread) / (quota - 1))

    @classmethod
    def at_a_time(cls, key, count):
        """`count` requests at a time."""
        return cls(key, count, 0.0)

    @staticmethod
    def _with_margin(seconds):
        """Clocks do not run exactly alike: a hundredth more, one second at most. All clients of a ledger add this."""
        return seconds + min(seconds * 0.01, 1.0)


@dataclasses.dataclass
class Report:
    """What a session says of one bucket. Instants are seconds of the process's own clock."""

    limit: Limit
    seen: int | None = None  # the level that the last reply told; None where nothing of the bucket is in use
    adopted: int = 0  # requests in use that the ledger does not know of
    returned: int = 0  # requests that were granted and not sent
    settled: list[float] = dataclasses.field(default_factory=list)  # when requests were answered
    gate: tuple[float, float] | None = None  # the API refused: until when it said, and when one request may try
    probe: int = 0  # what became of the request that tried: 1 it was let through, 2 it told nothing, 0 it is under way


@dataclasses.dataclass
class Request:
    """One exchange. All requests draw on all limits at once, one unit of each."""

    session: str
    sequence: int
    epoch: str
    has_lost: bool
    former: str
    reports: list[Report]
    count: int  # requests wanted
    since: float  # when the first of those who want came
    later_since: float  # when the one came who is first after a quantum of them


def keys(ledger, request):
    """The keys of the script. They bear one tag, so that one node of a cluster has them all."""
    tag = f"pl1:{{{ledger}}}"
    return [tag, f"{tag}:s", f"{tag}:z", f"{tag}:q"] + [f"{tag}:b:{report.limit.key}" for report in request.reports]


def layout(request, now, terms, engine="auto"):
    """The request at `now`, a list that goes to the script as JSON. What stands at the place CONNECTION is for the
    caller to set."""
    longest = max(limit.hold for limit in (report.limit for report in request.reports))
    quiet = min(terms.lease + terms.grace + longest, terms.longest_pause)
    wants = []
    if request.count:
        parts = [[place, MILLION, 0, microseconds(report.limit.distance)]
                 for place, report in enumerate(request.reports, start=1)]
        wants.append([request.count, age(now, request.since), age(now, request.later_since), parts])
    return [request.session, request.sequence, request.epoch, int(request.has_lost), request.former,
            *(microseconds(seconds) for seconds in (terms.lease, quiet, terms.horizon, terms.patience)),
            terms.quantum, 1, engine, [_bucket(report, now, terms) for report in request.reports], wants]


CONNECTION = 10  # the place that says whether the connection is a new one


def _bucket(report, now, terms):
    limit = report.limit
    gate = [max(0, microseconds(instant - now)) for instant in report.gate] if report.gate else [-1, 0]
    return [round(limit.capacity * MILLION), microseconds(limit.hold), int(limit.is_refilled), -1,
            microseconds(terms.grace), -1 if report.seen is None else report.seen,
            report.adopted * MILLION, report.returned * MILLION,
            [[MILLION, age(now, instant)] for instant in report.settled], *gate, report.probe,
            # What header fields of responses say is left, and when windows end: this client does not read them.
            [], []]


@dataclasses.dataclass
class Bucket:
    """How a bucket stands. Seconds and whole requests, but for `level`, which is handed back as it is."""

    gate: float | None  # until one request may try; None where the bucket is not shut
    level: int  # millionths that were ever granted
    capacity: float
    hold: float
    in_flight: float
    held: float


@dataclasses.dataclass
class Reply:
    """`starts`: in how many seconds each granted request may start; `next`: in how many it pays to ask again, None
    where all was granted; `quiet`: for how long nobody starts, since the ledger has lost something."""

    is_gone: bool
    epoch: str
    quiet: float = 0.0
    starts: list[float] = dataclasses.field(default_factory=list)
    next: float | None = None
    buckets: list[Bucket] = dataclasses.field(default_factory=list)


def is_reply_to(request, reply):
    """Whether it is not the copy of a reply to another request, as a broken connection may bring it."""
    return reply[1:3] == [request.session, request.sequence]


def decode(reply, request):
    """The script's reply. Raises ValueError where it is none."""
    if reply[0] == "GONE":
        return Reply(True, reply[3])
    if reply[0] != "OK":
        raise ValueError(f"no reply of the ledger's script: {reply[:4]}")
    decoded, rest = Reply(False, reply[4], quiet=reply[5] / MILLION), reply[6:]
    if request.count:
        count = rest[0]
        decoded.starts = [start / MILLION for start in rest[1:1 + count]]
        following, _lower = rest[1 + count:3 + count]
        decoded.next = following / MILLION if following >= 0 else None
        rest = rest[3 + count:]
    if len(rest) != 6 * len(request.reports):
        raise ValueError(f"no reply of the ledger's script: {reply[:4]}")
    for place in range(0, len(rest), 6):
        gate, level, capacity, hold, in_flight, held = rest[place:place + 6]
        decoded.buckets.append(Bucket(
            gate / MILLION if gate >= 0 else None, level, capacity / MILLION, hold / MILLION, in_flight / MILLION,
            held / MILLION))
    return decoded
