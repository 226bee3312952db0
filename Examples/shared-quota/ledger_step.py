"""One step of the ledger as a pure function: what `exchange.lua` does in Redis, and what the SQLite ledger runs.

A ledger is a dictionary, so that it can be stored as JSON:

  last        the clock of the last step (it never goes back)      epoch       changes when something was lost
  quiet_until nothing starts before, after a loss                  sessions    by name: one for each live process
  buckets     by name: one for each limit

All times are whole microseconds of the ledger's own clock. Processes send ages and durations only.
"""


def new():
    return {"last": 0, "epoch": None, "quiet_until": 0, "sessions": {}, "buckets": {}}


def new_bucket():
    """`held`: answered within the hold, in `log` as [time, units]; `fly`: granted and not answered; `level`: granted
    ever; `told` and `open`: the gate after a refusal, and `probe`: the session whose request tries whether it may
    open."""
    return {"held": 0, "fly": 0, "level": 0, "told": 0, "open": 0, "probe": "", "log": []}


def step(ledger, now, message, is_dead):
    """Carries out one message (see ledger_protocol.py) and returns the reply; changes the ledger in place.

    `is_dead(name, session, now)` says whether the process of another session has ended. With `leased` in the message a
    session also ends when its lease is over.
    """
    now = ledger["last"] = max(now, ledger["last"])
    sessions, name = ledger["sessions"], message["sid"]
    mine = sessions.get(name)
    if mine and mine["seq"] == message["seq"]:
        return mine["reply"]  # it was lost on its way
    notice_loss(ledger, now, message)
    gone = ["GONE", now, ledger["epoch"]]
    if message["seq"] != (mine["seq"] if mine else 0) + 1:
        return gone
    if message["epoch"] and message["epoch"] != ledger["epoch"] and not message["lost"]:
        return gone
    mine = mine or {
        "seq": 0, "fly": {}, "deadline": now + message["lease"], "reply": None, "want": None, "told": 0, "rank": None}

    drop_former(ledger, message["former"])
    for other in [other for other, session in sessions.items() if other != name and is_dead(other, session, now)]:
        end_session(ledger, other, sessions[other]["deadline"] if message.get("leased") else now, now)
    if message.get("leased") and name in sessions and mine["deadline"] <= now:
        end_session(ledger, name, mine["deadline"], now)
        return gone

    buckets = [report(ledger, entry, name, mine, now) for entry in message["buckets"]]
    return grant(ledger, now, message, mine, buckets)


def notice_loss(ledger, now, message):
    """A session that the ledger has forgotten although its lease was good: others may have been forgotten, too."""
    if ledger["epoch"] is None or message["lost"] and message["epoch"] == ledger["epoch"]:
        ledger["epoch"] = str(now)
        if message["lost"]:
            ledger["quiet_until"] = now + message["quiet"]


def drop_former(ledger, former):
    """The session that this one goes on for: what it had in flight is declared anew."""
    if former in ledger["sessions"]:
        for key, units in ledger["sessions"].pop(former)["fly"].items():
            bucket = ledger["buckets"][key]
            bucket["fly"] -= units
            if bucket["probe"] == former:
                bucket["probe"] = ""


def end_session(ledger, name, end, now):
    """What a process had in flight at its end reaches the API by then + grace, if ever."""
    for key, units in ledger["sessions"].pop(name)["fly"].items():
        bucket = ledger["buckets"][key]
        bucket["fly"] -= units
        settle(bucket, units, end + bucket["grace"], now)
        if bucket["probe"] == name:
            bucket["probe"] = ""


def settle(bucket, units, stamp, now):
    """So many units were answered at `stamp` and are held from then on. It is rounded up: the log stays short."""
    if units <= 0 or stamp + bucket["hold"] <= now:
        return
    width = max(1, bucket["hold"] // 1024)
    slot = -(-stamp // width) * width
    log = bucket["log"]
    place = len(log)
    while place and log[place - 1][0] > slot:
        place -= 1
    if place and log[place - 1][0] == slot:
        log[place - 1][1] += units
    else:
        log.insert(place, [slot, units])
    bucket["held"] += units


def report(ledger, entry, name, mine, now):
    """Takes in what became of a session's units in one bucket, and returns the bucket."""
    key = entry["key"]
    bucket = ledger["buckets"].setdefault(key, new_bucket())
    bucket["quota"], bucket["hold"], bucket["grace"] = entry["n"], entry["h"], entry["g"]
    fly = mine["fly"].get(key, 0) + entry["adopt"] - entry["refund"]
    bucket["fly"] += entry["adopt"] - entry["refund"]
    for units, age in entry["settles"]:
        known = min(units, fly)
        fly -= known
        bucket["fly"] -= known
        settle(bucket, units, now - age, now)
    if fly > 0:
        mine["fly"][key] = fly
    else:
        mine["fly"].pop(key, None)
    told, opens, probed = entry["gate"]
    if probed and bucket["probe"] == name:
        bucket["probe"] = ""
        if probed == 1 and now >= bucket["open"]:
            bucket["open"] = bucket["told"] = 0
    if told >= 0 and now + told > bucket["told"]:
        bucket["told"], bucket["open"] = now + told, max(bucket["open"], now + opens)
    log = bucket["log"]
    while log and log[0][0] + bucket["hold"] <= now:
        bucket["held"] -= log.pop(0)[1]
    return bucket


def reserve(sessions, name, rank, now, patience):
    """The units that belong to those who wait longer and are still there, by bucket."""
    reserved = {}
    others = [other for key, other in sessions.items() if key != name and other["rank"] is not None]
    ahead = [other for other in others if other["rank"] < rank]
    for other in sorted(ahead, key=lambda session: session["rank"])[:32]:
        if other["told"] + patience < now:
            other["rank"] = None  # it does not come: struck off the line
            continue
        for key, units in (other["want"] or {}).items():
            reserved[key] = reserved.get(key, 0) + units
    return reserved


def room_at(bucket, taken, cost, now):
    """When `cost` fits, with `taken` units kept for others; None where that takes an answer first."""
    missing = bucket["fly"] + bucket["held"] + taken + cost - bucket["quota"]
    if missing <= 0:
        return now
    for slot, units in bucket["log"]:
        missing -= units
        if missing <= 0:
            return max(now, slot + bucket["hold"])
    return None


def start_of_next(ledger, parts, reserved, now):
    """When one more request may start, whether that is only a guess, and the buckets that it would probe."""
    at, is_shut, probed = now, False, []
    if ledger["quiet_until"] > now:
        at, is_shut = ledger["quiet_until"], True
    for key, bucket, cost in parts:
        when = room_at(bucket, reserved.get(key, 0), cost, now)
        if when is None:  # a guess for asking again, not a start: the hold may be shorter than the horizon, or nothing
            when, is_shut = now + max(bucket["hold"], 250_000), True
        if bucket["open"] > 0:
            if now < bucket["open"]:
                when, is_shut = max(when, bucket["open"]), True
            elif bucket["probe"]:
                when, is_shut = max(when, now + 250_000), True
            else:
                probed = [bucket]
        at = max(at, when)
    return at, is_shut, probed


def grant(ledger, now, message, mine, buckets):
    """Grants what may start within the horizon, unit by unit, from all buckets or none; for the rest the session
    waits."""
    sessions, name, kinds, quantum = ledger["sessions"], message["sid"], message["kinds"], message["quantum"]
    rank = now - max([kind["age"] for kind in kinds], default=0)
    reserved = reserve(sessions, name, rank, now, message["patience"]) if kinds else {}
    others_wait = any(other["rank"] is not None for key, other in sessions.items() if key != name)
    limit = quantum if others_wait else float("inf")
    reply, want, told, total = ["OK", now, ledger["epoch"]], {}, 0, 0
    for kind in kinds:
        parts = [(message["buckets"][place]["key"], buckets[place], cost) for place, cost in kind["parts"]]
        starts, next_start = [], 0
        while len(starts) < kind["count"]:
            at, is_shut, probed = start_of_next(ledger, parts, reserved, now)
            if is_shut or at > now + message["horizon"]:
                next_start = at
                break
            if total >= limit:
                next_start = max(at, now + 2000)
                break
            total += 1
            starts.append(at - now)
            for key, bucket, cost in parts:
                bucket["fly"] += cost
                bucket["level"] += cost
                mine["fly"][key] = mine["fly"].get(key, 0) + cost
            for bucket in probed:
                bucket["probe"] = name
        left = min(kind["count"] - len(starts), quantum)
        if left:
            for key, _, cost in parts:
                want[key] = want.get(key, 0) + left * cost
            told = max(told, next_start)
        reply += [starts, next_start - now if next_start else -1]
    for bucket in buckets:
        reply += [max(0, bucket["open"] - now) if bucket["open"] else -1, bucket["level"]]
    if total >= quantum:
        rank = now - max([kind["age2"] for kind in kinds], default=0)
    mine.update(
        seq=message["seq"], reply=reply, want=want or None, told=told, rank=rank if want else None,
        deadline=now + message["lease"])
    sessions[name] = mine
    return reply
