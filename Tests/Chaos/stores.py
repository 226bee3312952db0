#!/usr/bin/env python3
"""Real stores, and what befalls them.

  python3 Tests/Chaos/stores.py redis [--appendonly always|everysec|none]

starts a redis-server on a free port with a folder of its own, prints its URL, and ends it on Ctrl-C; chaos.py uses the
classes. What is done to a store is a coroutine, so that the harness goes on meanwhile.
"""
import asyncio
import contextlib
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile

from processes import Family
from resp import command


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class SQLiteStore:
    """A path where no file is yet."""

    def __init__(self, folder):
        self.path = pathlib.Path(folder).absolute() / "quota.db"
        self.url = f"sqlite://{self.path}"

    async def hold(self, seconds):
        """Holds the file's lock, as a process does that is stopped in its step: all others wait."""
        with contextlib.closing(sqlite3.connect(self.path, timeout=0, isolation_level=None)) as base:
            while True:
                try:
                    base.execute("BEGIN IMMEDIATE")
                    break
                except sqlite3.OperationalError:
                    await asyncio.sleep(0.02)  # somebody else has it
            await asyncio.sleep(seconds)
            base.execute("ROLLBACK")


class RedisStore:
    """A redis-server, with a replica where it is to fail over.

    `port` changes with a failover; `moved`, where given, is called then. `lost` counts the bytes of replication that
    the new primary never saw.
    """

    def __init__(self, family, folder, appendonly="always", has_replica=False, moved=None):
        self.family, self.folder, self.appendonly = family, pathlib.Path(folder), appendonly
        self.has_replica, self.moved, self.lost, self.number = has_replica, moved, 0, 0
        self.server = self.replica = self.port = self.replica_port = None

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}"

    async def start(self):
        self.port = free_port()
        self.data = self._fresh_folder()
        self.server = await self._launch(self.port, self.data)
        if self.has_replica:
            await self._attach_replica()

    def stop(self):
        for child in (self.server, self.replica):
            if child:
                self.family.kill(child)

    async def restart(self, down=0.0):
        """Kills the server by SIGKILL and starts it again with the same files, `down` seconds later."""
        self.family.kill(self.server)
        await asyncio.sleep(down)
        self.server = await self._launch(self.port, self.data)

    async def rewind(self, seconds=1.0, down=0.0):
        """Restarts the server with the files of so many seconds ago: what was written since is lost."""
        copy = self._fresh_folder()
        if self.appendonly == "none":
            await command(self.port, "SAVE")
        copy.rmdir()
        shutil.copytree(self.data, copy, ignore=shutil.ignore_patterns("temp-*"))
        await asyncio.sleep(seconds)
        self.data = copy
        await self.restart(down)

    async def fail_over(self, lag=1.0):
        """The replica stops following; `lag` seconds later the primary is killed and the replica takes its place.

        A replica that is stopped by SIGSTOP would lose nothing: its socket keeps what was sent meanwhile.
        """
        seen = await self._offset(self.port)
        await command(self.replica_port, "REPLICAOF", "NO", "ONE")
        await asyncio.sleep(lag)
        self.lost += await self._offset(self.port) - seen
        self.family.kill(self.server)
        self.server, self.port = self.replica, self.replica_port
        if self.moved:
            self.moved(self.port)
        await self._attach_replica()

    async def flush(self):
        """Forgets everything, as an eviction of all keys would."""
        await command(self.port, "FLUSHALL")

    async def freeze(self, seconds):
        """The server hangs: SIGSTOP, and goes on after so many seconds."""
        self.family.signal(self.server, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            self.family.signal(self.server, signal.SIGCONT)

    async def _attach_replica(self):
        self.replica_port = free_port()
        self.replica = await self._launch(
            self.replica_port, self._fresh_folder(), "--replicaof", f"127.0.0.1 {self.port}")
        while b"master_link_status:up" not in await command(self.replica_port, "INFO", "replication"):
            await asyncio.sleep(0.02)

    async def _offset(self, port):
        return int(re.search(rb"master_repl_offset:(\d+)", await command(port, "INFO", "replication"))[1])

    def _fresh_folder(self):
        self.number += 1
        folder = self.folder / f"redis-{self.number}"
        folder.mkdir()
        return folder

    async def _launch(self, port, folder, *more):
        appends = self.appendonly != "none"
        server = self.family.launch(
            ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", "",
             "--appendonly", "yes" if appends else "no", "--appendfsync", self.appendonly if appends else "no",
             # No rewriting of the file: the copies for `rewind` are then of whole files.
             "--auto-aof-rewrite-percentage", "0", "--repl-diskless-sync-delay", "0",
             "--logfile", str(folder / "log"), *more],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        for _ in range(500):
            try:
                if (await command(port, "PING")).startswith(b"+PONG"):
                    return server
            except (OSError, asyncio.IncompleteReadError):
                pass
            if server.poll() is not None:
                break
            await asyncio.sleep(0.02)
        raise RuntimeError(f"redis-server did not start: {(folder / 'log').read_text()[-500:]}")


async def main(appendonly):
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder, Family() as family:
        store = RedisStore(family, folder, appendonly)
        await store.start()
        print(store.url, flush=True)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            pass


if __name__ == "__main__":
    words = sys.argv[1:]
    if words[:1] != ["redis"] or words[1:2] not in ([], ["--appendonly"]) or len(words) == 2:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        asyncio.run(main(words[2] if len(words) > 2 else "always"))
    except KeyboardInterrupt:
        pass
