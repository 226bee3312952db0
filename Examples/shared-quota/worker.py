#!/usr/bin/env python3
"""A process that calls an API through a shared quota, as fast as that allows, until it is told to stop.

It follows the contract at the head of Tests/Chaos/chaos.py, which starts several of these and kills them at random:

  python3 Tests/Chaos/chaos.py --worker 'python3 Examples/shared-quota/worker.py' --kill 1
"""
import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import signal
import sys
import urllib.parse

from paceline_ledger import Limit, SharedQuota, Terms
from redis_ledger import SCRIPT, RedisLedger


class Lapsed(Exception):
    """The permit ended before the request was written."""


def limit(text, spread):
    """The rule that keeps a limit of CHAOS_LIMITS; `spread` is the latencies'."""
    name, kind, quota, number, unit, rest = re.fullmatch(r"([\w-]+)=(\w+):(\d+)/([0-9.]+)(ms|s|m)(.*)", text).groups()
    quota, window = int(quota), float(number) * {"ms": 0.001, "s": 1, "m": 60}[unit]
    if kind == "bucket":
        burst = re.search(r",burst=(\d+)", rest)
        return Limit.token_bucket(name, quota, window, int(burst[1]) if burst else quota)
    if kind == "counter":
        return Limit.counter(name, quota, window, spread)
    return Limit.at_a_time(name, quota) if kind == "concurrency" else Limit.window(name, quota, window)


class API:
    """HTTP/1.1 on connections that are kept. A connection is never used for two requests at a time."""

    def __init__(self, url, label):
        self.address, self.idle = urllib.parse.urlsplit(url), []
        self.head = f"GET /x HTTP/1.1\r\nHost: {self.address.netloc}\r\nX-Client: {label}\r\n\r\n".encode()

    async def call(self, may_start):
        """Status and Retry-After. Raises Lapsed, with nothing sent, where `may_start` says no in the last moment."""
        while self.idle and self.idle[-1][0].at_eof():
            self.idle.pop()[1].close()
        if self.idle:
            reader, writer = self.idle.pop()
        else:
            reader, writer = await asyncio.open_connection(self.address.hostname, self.address.port)
        if not may_start():
            self.idle.append((reader, writer))
            raise Lapsed
        try:
            writer.write(self.head)
            line, *fields = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
            await reader.readexactly(int(headers["content-length"]))
        except BaseException:
            writer.close()
            raise
        self.idle.append((reader, writer))
        return int(line.split()[1]), float(headers.get("retry-after", 1))


class Worker:
    """So many callers at a time on one quota."""

    def __init__(self, quota, api, environment):
        self.quota, self.api, self.counts = quota, api, quota.counts
        self.tasks, self.cancel = int(environment["CHAOS_TASKS"]), float(environment["CHAOS_CANCEL"])
        self.path, self.random = environment["CHAOS_STATS"], random.Random(int(environment["CHAOS_SEED"]))

    async def run(self):
        async with asyncio.TaskGroup() as group:
            group.create_task(self.quota.run())
            group.create_task(self.write_statistics())
            for _ in range(self.tasks):
                group.create_task(self.call_again_and_again())

    async def call_again_and_again(self):
        while True:
            permit = await self.perhaps_cancelled(self.quota.acquire(), 0.5, "cancelled_waiting")
            if permit:
                await self.use(permit)

    async def use(self, permit):
        try:
            response = await self.perhaps_cancelled(self.api.call(permit.may_start), 0.1, "cancelled_in_flight")
        except Lapsed:
            self.counts["held_back"] += 1
            permit.give_back()
        except (OSError, EOFError):
            self.counts["lost"] += 1
            permit.lost()
        else:
            if response is None:
                permit.lost()
                return
            self.counts["calls"] += 1
            if response[0] == 429:
                self.counts["refused"] += 1
                permit.refused(response[1])
            else:
                permit.answered()

    async def perhaps_cancelled(self, work, seconds, what):
        """What `work` returns; None where it was cancelled, within so many seconds."""
        if self.random.random() >= self.cancel:
            return await work
        task = asyncio.create_task(work)
        await asyncio.wait([task], timeout=self.random.uniform(0, seconds))
        if not task.done():
            task.cancel()
            self.counts[what] += 1
            await asyncio.wait([task])
        return None if task.cancelled() else task.result()

    async def write_statistics(self):
        seen = {""}
        while True:
            self.counts["trips"] = self.quota.ledger.trips
            with open(f"{self.path}.tmp", "w") as file:
                json.dump(self.counts, file)
            os.rename(f"{self.path}.tmp", self.path)
            if (error := self.quota.last_error) not in seen:
                seen.add(error)
                print(f"the store: {error}", file=sys.stderr, flush=True)
            await asyncio.sleep(0.2)


def main(make_quota=SharedQuota):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--script", default=SCRIPT, metavar="FILE", help="exchange.lua")
    parser.add_argument("--horizon", type=float, default=Terms.horizon, metavar="SECONDS")
    options, environment = parser.parse_args(), os.environ
    spread = float(environment["CHAOS_LATENCY_SPREAD"])
    limits = [limit(text, spread) for text in environment["CHAOS_LIMITS"].split()]
    terms = Terms(
        lease=float(environment["CHAOS_LEASE"]), grace=float(environment["CHAOS_GRACE"]), horizon=options.horizon)
    store = RedisLedger(environment["CHAOS_STORE"], environment["CHAOS_LEDGER"], options.script, timeout=0.25)

    async def run():
        quota = make_quota(store, limits, terms)
        worker = Worker(quota, API(environment["CHAOS_API"], environment["CHAOS_LABEL"]), environment)
        task = asyncio.current_task()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        await worker.run()

    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(run())


if __name__ == "__main__":
    main()
