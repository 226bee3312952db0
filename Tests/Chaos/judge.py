#!/usr/bin/env python3
"""The judging server: HTTP/1.1 on loopback, which decides at arrival whether a request is within its limits.

It shares no code with the limiter, the mock server or the ledger. Each request waits for its latency, is judged,
is worked on where requests at a time are limited, waits for the latency back and gets its response: 200, or 429. What
is worked on goes on when its client has gone.

  python3 Tests/Chaos/judge.py --limit main=log:60/2s --latency uniform:10ms:60ms --arrivals arrivals.jsonl

prints `listening on http://127.0.0.1:PORT`. `GET /x` draws on all limits, `GET /x?only=NAME` (repeatable) on these;
any other method does the same. Clients name themselves by the header `X-Client`. `GET /-/report` returns the summary
so far; SIGTERM and SIGINT print it as one line and end the server. Each arrival is a line of the arrivals file:
`time` (nanoseconds of this machine's monotonic clock), `limits`, `admitted`, `refused_by`, `client`, `service` (for so
many nanoseconds it is worked on), and `keys` where limits have them.

In the summary `most_admitted` and `most_arrived` are computed afresh by recount.py; the former is over the quota only
if the judge is wrong, the latter tells of the clients. `lag_ms` is the longest by which this server was late for its
own latencies: a client cannot be blamed for that.
"""
import argparse
import asyncio
import email.utils
import json
import math
import random
import signal
import sys
import time
import urllib.parse

import limits
import recount
from latency import FORMS, Latency

FOREIGN = "foreign spender"


class Judge:
    """Latencies, decisions and the record of them; knows nothing of HTTP."""

    def __init__(self, options):
        self.options, self.random = options, random.Random(options.seed)
        self.rules = [limits.Rule.parse(text) for text in options.limit]
        self.bench, self.latency = limits.Bench(self.rules), Latency(options.latency)
        self.arrivals, self.lost, self.lag = [], 0, 0.0
        self.file = open(options.arrivals, "w", buffering=1) if options.arrivals else None

    async def sleep(self, seconds):
        begin = time.monotonic()
        if seconds > 0:
            await asyncio.sleep(seconds)
        self.lag = max(self.lag, time.monotonic() - begin - seconds)

    async def travel(self):
        """One way, to the server or back."""
        await self.sleep(self.latency.draw(self.random))

    def decide(self, only=(), headers=None, client=""):
        longest = max((self.bench.rules[name].service for name in only or self.bench.rules), default=0)
        service = round(longest * self.random.uniform(0.2, 1)) if longest else 0
        arrival = self.bench.judge(time.monotonic_ns(), only, headers, client, service)
        self.arrivals.append(arrival)
        if self.file:
            line = {
                "time": arrival.time, "limits": [name for name, _ in arrival.draws], "admitted": arrival.is_admitted,
                "refused_by": arrival.refused_by, "client": client, "service": service}
            if any(key for _, key in arrival.draws):
                line["keys"] = dict(arrival.draws)
            self.file.write(json.dumps(line) + "\n")
        return arrival

    def loses(self):
        is_lost = self.random.random() < self.options.lose
        self.lost += is_lost
        return is_lost

    async def spend(self):
        """The foreign spender: somebody else who uses the same account, at its own rate and whatever it is told."""
        while True:
            await self.sleep(self.random.uniform(0.5, 1.5) / self.options.foreign)
            self.decide(client=FOREIGN)

    async def watch_lag(self):
        while True:
            await self.sleep(0.02)

    def summary(self):
        found = recount.summary(self.rules, self.arrivals, time.monotonic_ns(), FOREIGN)
        return found | {"lost": self.lost, "lag_ms": round(self.lag * 1000, 1)}


class Connection:
    """One client's connection: requests one after the other, each with its response."""

    def __init__(self, judge, reader, writer):
        self.judge, self.reader, self.writer = judge, reader, writer

    async def serve(self):
        try:
            while await self.respond():
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass  # the client has gone, or does not speak HTTP
        except asyncio.CancelledError:
            pass  # the program's end
        finally:
            self.writer.close()

    async def respond(self):
        """Reads one request and answers it; whether another one may come."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *fields = head[:-4].split("\r\n")
        method, target, version = line.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
        await self.skip_body(headers)
        connection = headers.get("connection", "").lower()
        stays = connection != "close" if version == "HTTP/1.1" else connection == "keep-alive"
        url = urllib.parse.urlsplit(target)
        if url.path == "/-/report":
            status, body, more = "200 OK", self.judge.summary(), []
        elif url.path == "/x":
            status, body, more = await self.judged(urllib.parse.parse_qs(url.query).get("only", []), headers)
        else:
            status, body, more = "404 Not Found", {"error": "there are /x and /-/report"}, []
        if status is None:
            return False
        text = json.dumps(body).encode()
        more += ["Content-Type: application/json", f"Content-Length: {len(text)}"]
        more += [f"Date: {email.utils.formatdate(usegmt=True)}", f"Connection: {'keep-alive' if stays else 'close'}"]
        head = "\r\n".join([f"HTTP/1.1 {status}", *more, "", ""]).encode()
        self.writer.write(head if method == "HEAD" else head + text)
        await self.writer.drain()
        return stays

    async def judged(self, only, headers):
        """Status, body and further fields of a request that draws on limits; no status where the response is lost."""
        judge = self.judge
        if not set(only) <= set(judge.bench.rules):
            return "404 Not Found", {"error": "no such limit"}, []
        await judge.travel()
        arrival = judge.decide(only, headers, headers.get("x-client", ""))
        await judge.sleep(arrival.service / 1e9 if arrival.is_admitted else 0)
        await judge.travel()
        if judge.loses():
            return None, None, []
        if arrival.is_admitted:
            return "200 OK", {"admitted": True}, []
        more = [f"Retry-After: {math.ceil(arrival.wait / 1e9)}"] if judge.options.retry_after else []
        return "429 Too Many Requests", {"admitted": False, "refusedBy": list(arrival.refused_by)}, more

    async def skip_body(self, headers):
        if headers.get("expect", "").lower() == "100-continue":
            self.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if "chunked" in headers.get("transfer-encoding", "").lower():
            while size := int((await self.reader.readline()).split(b";")[0], 16):
                await self.reader.readexactly(size + 2)
            while (await self.reader.readline()).strip():
                pass  # trailers
        else:
            await self.reader.readexactly(int(headers.get("content-length", 0)))


async def main(options):
    judge = Judge(options)
    end, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)

    async def accept(reader, writer):
        await Connection(judge, reader, writer).serve()

    server = await asyncio.start_server(accept, "127.0.0.1", options.port, backlog=1024)
    tasks = [asyncio.create_task(judge.watch_lag())]
    if options.foreign:
        tasks.append(asyncio.create_task(judge.spend()))
    print(f"listening on http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await end.wait()
    print(json.dumps(judge.summary()), flush=True)


def parsed(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--limit", action="append", required=True, metavar="NAME=KIND:N/TIME", help=limits.Rule.__doc__.split("\n")[0])
    add("--latency", default="none", help=f"each way: {FORMS}")
    add("--lose", type=float, default=0, metavar="PART", help="close the connection in place of so many responses")
    add("--foreign", type=float, default=0, metavar="RATE", help="requests a second of somebody else, on all limits")
    add("--retry-after", action="store_true", help="refusals say when the next request is admitted, in whole seconds")
    add("--arrivals", metavar="FILE", help="where every arrival is written, as JSON lines")
    add("--port", type=int, default=0)
    add("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    try:
        Judge(argparse.Namespace(**vars(options) | {"arrivals": None}))
    except ValueError as error:
        parser.error(str(error))
    return options


if __name__ == "__main__":
    sys.exit(asyncio.run(main(parsed())))
