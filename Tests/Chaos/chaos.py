#!/usr/bin/env python3
"""Processes that share one quota, under kills, stops and restarts; a judging server says whether they kept to it.

  python3 Tests/Chaos/chaos.py --worker 'python3 Examples/shared-quota/worker.py' --kill 1

With several --worker the processes take them in turn: clients of different languages on one ledger.
Each combination of --servers, --latencies and --stores is a run of --seconds and prints a row. Exits 1 when a request
was refused, when more than the quota arrived in a window, or when less happened than the --at-least options say. A
row ends with NOT and what was wrong. Where it says that the judge was late, the machine was too busy for the run to say
anything about requests that were given up; if something was wrong in it, it is made once more, and that one counts.
With --must-fail it is the other way round: a run is right when a request was refused, or too many arrived.

# What a worker is

Any executable. It is started as the words of --worker, without a shell, and told everything by its environment:

  CHAOS_API             URL of the API, `http://127.0.0.1:PORT`. A call is `GET {CHAOS_API}/x` with the header
                        `X-Client: {CHAOS_LABEL}`. 200 is success, 429 a refusal (with Retry-After in seconds).
  CHAOS_STORE           where the ledger is: `redis://127.0.0.1:PORT` or `sqlite:///absolute/path`. There is no
                        file yet.
  CHAOS_LEDGER          the ledger's name.
  CHAOS_LIMITS          the limits that every call draws on, one unit each, separated by spaces:
                        `NAME=KIND:N/TIME[,burst=B]`. KIND is log, aligned, anchored (N in a window of TIME), counter
                        (two windows, weighted), bucket (N tokens in TIME, B at most; B is N unless given) or
                        concurrency (N at a time, for each of which the server takes TIME at most). TIME is a number
                        and ms, s or m. Further options behind a comma do not concern the worker.
  CHAOS_LEASE           the lease of a session, seconds.
  CHAOS_GRACE           grace: a request reaches the API within so many seconds of its sending, or never; where requests
                        at a time are limited, the API is done with it by then, too. Seconds.
  CHAOS_LATENCY_SPREAD  the difference between the longest and the shortest time to the API, seconds; for counters. It
                        has some room for the lag of a busy machine, but what a worker does between its permit and the
                        sending is for the worker to add.
  CHAOS_TASKS           how many callers the process has at a time. Each calls again and again, as soon as it may.
  CHAOS_CANCEL          the part (0 to 1) of calls that is cancelled: of all calls so many while they wait for the
                        quota, of those that are sent so many while in flight. A cancelled request may have been sent.
  CHAOS_LABEL           the process's own name, different for each process that is ever started.
  CHAOS_SEED            an integer, different for each process.
  CHAOS_STATS           a path of this process alone. At least every 0.2 s the worker writes a JSON object of integers
                        to `{CHAOS_STATS}.tmp` and renames that to it: it may be killed at any time. `calls`
                        (responses that came), `trips` (messages to the store, repeats counted) and `refused` are
                        asked for; others are summed and kept by --json.
  CHAOS_CLOCK_OFFSET    seconds by which the process has to take its clock of the day to be wrong. Who never sends
                        or stores a time of the day ignores it.

It writes nothing to the API and the store but its calls and its ledger, keeps on when either is away, and does not
end by itself. SIGTERM ends it within 2 s. SIGKILL and SIGSTOP come at any time. What it prints is shown when the run
fails. If it starts further processes, it leaves them in its process group.
"""
import argparse
import asyncio
import itertools
import json
import os
import signal
import sys

import cell
import limits
from latency import Latency

LATENCIES = {"uniform": "uniform:10ms:60ms", "heavy": "pareto:20ms:200ms:450ms", "wide": "uniform:10ms:450ms"}
COLUMNS = (
    "{server:<11} {latency:<8} {store:<7} {processes:>9} {kills:>5} {stops:>5} {restarts:>8} {arrivals:>8} "
    "{refused:>7} {most:>4} {quota:>3} {share:>6} {trips:>5}")


def words(known):
    """A type for options: known words, separated by commas."""
    def parse(text):
        found = text.split(",")
        if unknown := set(found) - set(known):
            raise argparse.ArgumentTypeError(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(known)}")
        return found
    return parse


def parsed(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--worker", required=True, action="append", metavar="COMMAND", help="repeatable: processes take them in turn")
    servers = [*limits.COUNTS, "stacked"]
    add("--servers", type=words(servers), default=["log"], help=f"of {', '.join(servers)}: three limits at once")
    add("--latencies", type=words(LATENCIES), default=["uniform"], help="of uniform, heavy, wide; each way")
    add("--stores", type=words(["redis", "sqlite"]), default=["redis"], help="of redis, sqlite")
    add("--seconds", type=float, default=40)
    add("--processes", type=int, default=8)
    add("--tasks", type=int, default=20, help="callers in each process")
    add("--quota", type=int, default=60)
    add("--window", default="2s", metavar="TIME")
    add("--burst", type=int, default=20, help="of the server `bucket`")
    add("--at-a-time", type=int, default=8, help="of the server `concurrency`")
    add("--service", default="150ms", metavar="TIME", help="so long it takes for a response at the most")
    add("--limit", action="append", metavar="LIMIT", help="as judge.py takes it, repeatable; in place of --servers")
    add("--lease", type=float, default=1.0, metavar="SECONDS")
    add("--grace", type=float, default=0.6, metavar="SECONDS", help="at least the longest latency and some lag")
    add("--kill", type=float, default=0, metavar="RATE", help="workers killed in a second, by SIGKILL")
    add("--stop", type=float, default=0, metavar="RATE", help="workers stopped in a second, by SIGSTOP")
    add("--stop-for", type=float, metavar="SECONDS", help="more or less; three leases unless given")
    add("--blackout", type=float, default=0, metavar="SECONDS", help="all workers are killed every so often")
    add("--blackout-for", type=float, default=10, metavar="SECONDS", help="and started again so much later")
    add("--restart", type=float, default=0, metavar="SECONDS", help="Redis is restarted every so often")
    add("--hold", type=float, default=0, metavar="SECONDS", help="the SQLite file is locked every so often")
    add("--restart-by", type=words(["kill", "rewind", "failover", "flush", "freeze"]), default=["kill"],
        help="in turn: SIGKILL; that, and files of --behind ago; a replica --behind behind; FLUSHALL; SIGSTOP")
    add("--behind", type=float, default=1.0, metavar="SECONDS", help="what a rewind and a failover lose")
    add("--down", type=float, default=0, metavar="SECONDS", help="how long the server stays away")
    add("--appendonly", choices=["always", "everysec", "none"], default="always", help="how Redis keeps its data")
    add("--proxy", default="", metavar="OPTIONS", help="for proxy.py: '--drop 0.02 --double 0.02'")
    add("--lose", type=float, default=0, metavar="PART", help="the part of the API's responses that is lost")
    add("--foreign", type=float, default=0, metavar="RATE", help="requests a second of somebody else")
    add("--cancel", type=float, default=0, metavar="PART", help="the part of calls that is cancelled")
    add("--clock-spread", type=float, default=0, metavar="SECONDS", help="between the workers' clocks of the day")
    for what in ("kills", "stops", "restarts", "arrivals"):
        add(f"--at-least-{what}", type=int, default=0, metavar="N", help="in each run")
    add("--at-least-share", type=float, default=0, metavar="PART", help="of what a perfect client brings in")
    add("--must-fail", action="store_true", help="the worker breaks a rule: a run that shows nothing is wrong")
    add("--seed", type=int, default=1)
    add("--arrivals", metavar="FILE", help="keep the arrivals of the last run")
    add("--json", metavar="FILE", help="append all that is known of each run as a line")
    options = parser.parse_args(arguments)
    options.stop_for = options.stop_for or 3 * options.lease
    options.environment = dict(os.environ)
    for name in options.latencies:
        if Latency(LATENCIES[name]).longest > options.grace:
            parser.error(f"latencies reach {Latency(LATENCIES[name]).longest} s, the grace has to be longer")
    if options.stop_for * 0.7 <= options.lease:
        parser.error("stops have to be longer than the lease")
    return options


def limits_for(options, server):
    burst = f",burst={options.burst}" if server == "bucket" else ""
    numbers = {
        "stacked": ["main=log:60/2s", "brief=aligned:12/350ms", "even=bucket:40/1s,burst=20"],
        "concurrency": [f"main=concurrency:{options.at_a_time}/{options.service}"]}
    return options.limit or numbers.get(server, [f"main={server}:{options.quota}/{options.window}{burst}"])


def is_late(options, server, latency, found):
    """Whether the judge was later than the worker has to reckon with: a client cannot be blamed for that."""
    lag = found["judged"]["lag_ms"] / 1000
    return lag + Latency(LATENCIES[latency]).longest > options.grace or server == "counter" and lag > cell.LAG


def row(options, server, latency, store, found):
    """The columns of a run. Of several limits the fullest is shown."""
    judged = found["judged"]
    fullest = max(judged["limits"].values(), key=lambda limit: limit["most_arrived"] / limit["quota"])
    trips = found["statistics"].get("trips", 0) / max(1, found["statistics"].get("calls", 0))
    return {
        "server": server, "latency": latency, "store": store, "processes": options.processes,
        **{name: found.get(name, 0) for name in ("kills", "stops", "restarts")},
        "arrivals": judged["arrivals"], "refused": judged["refused"], "most": fullest["most_arrived"],
        "quota": fullest["quota"], "share": f"{found['share'] * 100:.1f}", "trips": f"{trips:.2f}"}


def faults_of(options, found, row):
    """What is wrong with a run, in words."""
    judged = found["judged"]
    if options.must_fail:
        if not judged["refused"] and row["most"] <= row["quota"]:
            yield "none refused, and not too many in a window"
        return
    if judged["refused"]:
        yield f"{judged['refused']} refused"
    if row["most"] > row["quota"]:
        yield f"{row['most']} in a window of {row['quota']}"
    if any(limit["most_admitted"] > limit["quota"] for limit in judged["limits"].values()):
        yield "the judge admitted too many: it is wrong itself"
    least = {name: getattr(options, f"at_least_{name}") for name in ("kills", "stops", "restarts", "arrivals")}
    if row["store"] == "sqlite":
        least["restarts"] = 0
    yield from (f"only {row[name]} {name}" for name, count in least.items() if row[name] < count)
    if found["share"] < options.at_least_share:
        yield f"share below {options.at_least_share * 100:g} %"
    if found["deaf"]:
        yield f"{found['deaf']} workers did not end on SIGTERM"
    if not judged["refused"] and found["statistics"].get("calls", 0) == 0:
        yield "no call was counted in the statistics"


async def make(options, server, latency, store):
    """Makes one run and prints its row; what was wrong with it, and whether the judge was late."""
    found = await cell.run(options, limits_for(options, server), LATENCIES[latency], store)
    columns = row(options, server, latency, store, found)
    faults, is_late_run = list(faults_of(options, found, columns)), is_late(options, server, latency, found)
    note = f"  (the judge was {found['judged']['lag_ms']} ms late: more than it may be)" if is_late_run else ""
    print(COLUMNS.format(**columns) + ("  NOT: " + "; ".join(faults) if faults else "") + note, flush=True)
    if len(options.worker) > 1:
        print("  responses: " + ", ".join(f"{count} by {name}" for name, count in found["calls"].items()), flush=True)
    if faults and found["errors"]:
        print(found["errors"], file=sys.stderr)
    if options.json:
        with open(options.json, "a") as file:
            file.write(json.dumps(columns | {"faults": faults, "command": sys.argv[1:], "found": found}) + "\n")
    return faults, is_late_run


async def main(options):
    task = asyncio.current_task()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    print(COLUMNS.format(**{name: name for name in (
        "server", "latency", "store", "processes", "kills", "stops", "restarts", "arrivals", "refused", "most", "share",
        "trips")}, quota="of"))
    is_wrong = False
    servers = ["own"] if options.limit else options.servers
    for server, latency, store in itertools.product(servers, options.latencies, options.stores):
        faults, is_late_run = await make(options, server, latency, store)
        if faults and is_late_run:
            faults, _ = await make(options, server, latency, store)
        is_wrong = is_wrong or bool(faults)
    return 1 if is_wrong else 0


if __name__ == "__main__":
    options = parsed()
    try:
        sys.exit(asyncio.run(main(options)))
    except cell.Failure as failure:
        sys.exit(f"error: {failure}")
    except (asyncio.CancelledError, KeyboardInterrupt):
        sys.exit(130)
