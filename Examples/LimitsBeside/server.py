#!/usr/bin/env python3
"""A server that keeps a limit by itself: HTTP/1.1 on loopback, so many requests in any time of a window's length.

  python3 server.py [QUOTA [WINDOW_SECONDS]]

prints `listening on http://127.0.0.1:PORT`. Every path is one and the same resource. A request is judged when it
arrives, after a latency of 10 to 40 ms, and its response takes as long again. SIGTERM prints a line of JSON: what
arrived, what was refused, and how long it took from the first arrival to the last.
"""
import asyncio
import json
import random
import signal
import sys
import time

QUOTA = int(sys.argv[1]) if len(sys.argv) > 1 else 60
WINDOW = float(sys.argv[2]) if len(sys.argv) > 2 else 2.0


class Judge:
    def __init__(self):
        self.admitted, self.arrivals, self.refused = [], [], 0

    def admits(self):
        now = time.monotonic()
        self.arrivals.append(now)
        self.admitted = [at for at in self.admitted if at > now - WINDOW]
        if len(self.admitted) >= QUOTA:
            self.refused += 1
            return False
        self.admitted.append(now)
        return True

    def summary(self):
        took = self.arrivals[-1] - self.arrivals[0] if self.arrivals else 0
        return {"arrived": len(self.arrivals), "refused": self.refused, "seconds": round(took, 3)}


async def serve(judge, reader, writer):
    """Answers the requests of one connection; none of them has a body."""
    try:
        while (await reader.readuntil(b"\r\n\r\n")):
            await asyncio.sleep(random.uniform(0.01, 0.04))
            status = "200 OK" if judge.admits() else "429 Too Many Requests"
            await asyncio.sleep(random.uniform(0.01, 0.04))
            writer.write(f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}".encode())
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main():
    judge, end, loop = Judge(), asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)
    server = await asyncio.start_server(lambda r, w: serve(judge, r, w), "127.0.0.1", 0, backlog=1024)
    print(f"listening on http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await end.wait()
    print(json.dumps(judge.summary()), flush=True)


asyncio.run(main())
