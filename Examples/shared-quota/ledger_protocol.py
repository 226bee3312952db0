"""What a process tells the ledger, and what it hears: the one place that knows how both are laid out.

The layout may still change; nothing outside of this file depends on it. Times of the process are seconds of its own
clock; what is sent are ages and durations in whole microseconds, computed anew whenever a message is sent again.
"""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Limit:
    """At most `quota` requests in any `hold` seconds. A request reaches the API within `grace` seconds or never."""

    name: str
    quota: int
    hold: float
    grace: float


@dataclasses.dataclass
class Request:
    """One exchange. Units draw on all limits at once, one of each."""

    session: str
    seq: int
    epoch: str
    lost: bool  # the ledger has forgotten a session of ours whose lease was good
    former: str  # that session
    count: int  # units wanted
    oldest: float  # when the first of those who wait came
    later: float  # when the one came who waits behind a quantum of others
    answered: list  # when units were answered
    refunds: int  # units that were not used
    adopted: int  # units in use, declared anew after a loss; `answered` ones of them included
    gate: tuple  # seconds shut or -1, seconds until a probe or -1; 1 if a probe of ours passed, 2 if it failed, else 0
    reconnected: bool = False  # the first exchange on a connection


@dataclasses.dataclass
class Reply:
    """`starts`: seconds from now at which the granted units may start; `next`: until it pays to ask again, or None;
    `gates`: for each limit seconds until its gate may open, or None where it is open; `levels`: all that it ever
    granted."""

    is_gone: bool
    epoch: str
    starts: list = dataclasses.field(default_factory=list)
    next: float | None = None
    gates: list = dataclasses.field(default_factory=list)
    levels: list = dataclasses.field(default_factory=list)


def micros(seconds):
    return round(seconds * 1_000_000)


def encode(request, now, limits, terms):
    """The message of a request that is sent at `now`; `terms` are the process's Terms."""
    told, opens, probed = request.gate
    gate = (micros(told) if told >= 0 else -1, micros(opens) if opens >= 0 else -1, probed)
    settles = [(1, micros(now - time)) for time in request.answered]
    longest = max(limit.hold + limit.grace for limit in limits)
    kind = {
        "count": request.count, "age": micros(now - request.oldest), "age2": micros(max(0, now - request.later)),
        "parts": [(place, 1) for place in range(len(limits))]}
    return {
        "sid": request.session, "seq": request.seq, "epoch": request.epoch, "lost": request.lost,
        "former": request.former,
        "lease": micros(terms.lease), "quiet": micros(min(terms.lease + longest, terms.longest_quiet)),
        "horizon": micros(terms.horizon), "patience": micros(terms.patience), "quantum": terms.quantum,
        "reconnected": request.reconnected, "kinds": [kind] if request.count else [],
        "buckets": [
            {"key": limit.name, "n": limit.quota, "h": micros(limit.hold), "g": micros(limit.grace),
             "adopt": request.adopted, "refund": request.refunds, "settles": settles, "gate": gate}
            for limit in limits]}


def redis_words(ledger, message):
    """Keys and arguments of the script for a message. All keys bear one tag, so that they lie on one node."""
    tag = f"pl:{{{ledger}}}"
    keys = [tag, f"{tag}:s", f"{tag}:z", f"{tag}:q"] + [f"{tag}:b:{entry['key']}" for entry in message["buckets"]]
    words = [message[name] for name in ("sid", "seq", "epoch", "lease", "quiet", "horizon", "patience", "quantum")]
    words += [int(message["lost"]), message["former"], int(message["reconnected"])]
    for entry in message["buckets"]:
        words += [entry[name] for name in ("n", "h", "g", "adopt", "refund")]
        words += [len(entry["settles"]), *(number for pair in entry["settles"] for number in pair), *entry["gate"]]
    words.append(len(message["kinds"]))
    for kind in message["kinds"]:
        words += [kind["count"], kind["age"], kind["age2"], len(kind["parts"])]
        words += [number for place, cost in kind["parts"] for number in (place + 1, cost)]
    return keys, words


def decode(values, request, limits):
    """The reply to a request: from the script, where lists of starts are texts, or from ledger_step.py."""
    if values[0] != "OK":
        return Reply(True, values[2])
    reply, place = Reply(False, values[2]), 3
    if request.count:
        starts = values[3].split() if isinstance(values[3], str) else values[3]
        reply.starts = [int(start) / 1_000_000 for start in starts]
        reply.next = int(values[4]) / 1_000_000 if int(values[4]) >= 0 else None
        place = 5
    for _ in limits:
        shut = int(values[place])
        reply.gates.append(shut / 1_000_000 if shut >= 0 else None)
        reply.levels.append(int(values[place + 1]))
        place += 2
    return reply
