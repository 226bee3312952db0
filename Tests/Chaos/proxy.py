#!/usr/bin/env python3
"""A proxy between clients and a Redis server that does what networks do, at random and by a seed.

  python3 Tests/Chaos/proxy.py --upstream 6379 --delay uniform:0ms:5ms --cut 0.01 --drop 0.02 --double 0.02

prints `listening on 127.0.0.1:PORT`. Of the requests that pass, this part

  --cut     has its reply cut off in the middle: half of it arrives, then the connection ends;
  --drop    is carried out, but no reply arrives: the connection ends;
  --double  is carried out once more, by a late copy on another connection, up to --double-after seconds later.

Every request and reply waits for a --delay. --black-hole EVERY:FOR stops all traffic every so many seconds for so
many: connections are still accepted, nothing is lost, and what was sent meanwhile arrives afterwards, even where the
client has given up on it.

With --control the proxy reads commands from its standard input: `upstream PORT` for the connections to come, and
`cut` to end all present ones; it ends with its input. SIGTERM ends it, too; it prints what it did as a line of JSON.
"""
import argparse
import asyncio
import collections
import contextlib
import json
import random
import signal
import sys

from latency import FORMS, Latency
from resp import read_message


class Faults:
    """What happens to whom; shared by all connections."""

    def __init__(self, options):
        self.options, self.upstream, self.random = options, options.upstream, random.Random(options.seed)
        self.delay, self.counts = Latency(options.delay), collections.Counter()
        self.flows, self.writers, self.copies = asyncio.Event(), set(), set()
        self.flows.set()

    async def travel(self):
        await asyncio.sleep(self.delay.draw(self.random))
        await self.flows.wait()

    def fate(self):
        """What becomes of the next reply."""
        draw = self.random.random() - self.options.cut
        return "cut" if draw < 0 else "drop" if draw < self.options.drop else "pass"

    def perhaps_double(self, message):
        if self.random.random() < self.options.double:
            task = asyncio.create_task(self.send_late_copy(message))
            self.copies.add(task)  # a task that nobody holds may vanish
            task.add_done_callback(self.copies.discard)

    async def send_late_copy(self, message):
        """The request once more; nobody reads its reply."""
        await asyncio.sleep(self.random.uniform(0, self.options.double_after))
        await self.flows.wait()
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
            writer.write(message)
            await read_message(reader)
            self.counts["late_copies"] += 1
            writer.close()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the server is away: then there is no copy

    async def dig_holes(self, every, length):
        while True:
            await asyncio.sleep(self.random.uniform(0.7, 1.3) * every)
            self.counts["black_holes"] += 1
            self.flows.clear()
            await asyncio.sleep(length)
            self.flows.set()

    async def accept(self, reader, writer):
        try:
            server = await asyncio.open_connection("127.0.0.1", self.upstream)
        except OSError:
            writer.close()  # as if nobody listened
            return
        with contextlib.suppress(asyncio.CancelledError):  # the program's end
            await Connection(self, (reader, writer), server).run()

    def cut_all(self):
        for writer in self.writers:
            writer.transport.abort()


class Connection:
    """A client's connection and the one to the server that belongs to it."""

    def __init__(self, faults, client, server):
        self.faults, self.fates = faults, collections.deque()
        (self.client_reader, self.client), (self.server_reader, self.server) = client, server

    async def run(self):
        tasks = [asyncio.create_task(self.carry_requests()), asyncio.create_task(self.carry_replies())]
        self.faults.writers |= {self.client, self.server}
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.faults.writers -= {self.client, self.server}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)  # most end by a connection that ended
            self.client.close()
            self.server.close()

    async def carry_requests(self):
        while True:
            message = await read_message(self.client_reader)
            self.faults.counts["requests"] += 1
            await self.faults.travel()
            self.fates.append(self.faults.fate())
            self.server.write(message)
            self.faults.perhaps_double(message)

    async def carry_replies(self):
        while True:
            message = await read_message(self.server_reader)
            fate = "pass" if message[:1] == b">" else self.fates.popleft()
            await self.faults.travel()
            if fate == "pass":
                self.client.write(message)
                continue
            self.faults.counts["cut_replies" if fate == "cut" else "dropped_replies"] += 1
            if fate == "cut":
                self.client.write(message[: len(message) // 2])
            return


async def obey(faults, end):
    """Carries out the commands of the standard input."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        word, *rest = line.decode().split()
        if word == "upstream":
            faults.upstream = int(rest[0])
        elif word == "cut":
            faults.cut_all()
    end.set()


async def main(options):
    faults, end, loop = Faults(options), asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)

    server = await asyncio.start_server(faults.accept, "127.0.0.1", options.port)
    tasks = []
    if options.black_hole:
        tasks.append(asyncio.create_task(faults.dig_holes(*(float(part) for part in options.black_hole.split(":")))))
    if options.control:
        tasks.append(asyncio.create_task(obey(faults, end)))
    print(f"listening on 127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await end.wait()
    print(json.dumps(faults.counts), flush=True)


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--upstream", type=int, required=True, metavar="PORT", help="the server's port on this machine")
    add("--port", type=int, default=0, help="where the proxy listens")
    add("--delay", default="none", help=f"of each request and each reply: {FORMS}")
    add("--cut", type=float, default=0, metavar="PART")
    add("--drop", type=float, default=0, metavar="PART")
    add("--double", type=float, default=0, metavar="PART")
    add("--double-after", type=float, default=0.5, metavar="SECONDS")
    add("--black-hole", metavar="EVERY:FOR")
    add("--control", action="store_true", help="read commands from the standard input")
    add("--seed", type=int, default=1)
    options = parser.parse_args()
    try:
        Latency(options.delay)
        [float(part) for part in (options.black_hole or "").split(":") if part]
    except ValueError as error:
        parser.error(str(error))
    return options


if __name__ == "__main__":
    sys.exit(asyncio.run(main(parsed())))
