"""A ledger in a SQLite file, for the processes of one machine.

A process is over when the kernel has freed the lock on its session's file: at once after its death however it came, and
never before. So there is no lease. The file's content is this example's own: Paceline's Swift client keeps another one.
"""
import asyncio
import concurrent.futures
import fcntl
import json
import os
import sqlite3
import time

import ledger_protocol
import ledger_step


def boot_id():
    with open("/proc/sys/kernel/random/boot_id") as file:
        return file.read().strip()


class SQLiteLedger:
    """Each exchange is one transaction, on a thread of its own."""

    holds_sessions = True

    def __init__(self, path, name):
        self.path, self.name, self.trips = path, name, 0
        self.thread = concurrent.futures.ThreadPoolExecutor(1)
        self.database, self.locks = None, {}

    async def exchange(self, request, now, limits, terms):
        self.trips += 1
        message = ledger_protocol.encode(request, now, limits, terms)
        try:
            values = await asyncio.get_running_loop().run_in_executor(self.thread, self._step, message)
        except (OSError, sqlite3.OperationalError) as error:
            raise ConnectionError(str(error)) from error
        return ledger_protocol.decode(values, request, limits)

    def _step(self, message):
        self._hold_lock(message["sid"])
        database = self._open()
        database.execute("BEGIN IMMEDIATE")
        try:
            row = database.execute("SELECT value FROM cell WHERE name = ?", [self.name]).fetchone()
            ledger = json.loads(row[0]) if row else ledger_step.new() | {"boot": boot_id()}
            if ledger["boot"] != boot_id():
                # Nobody has lived on. What was in use then is free so long after the boot, at which this clock began.
                longest = max(entry["h"] + entry["g"] for entry in message["buckets"])
                ledger = ledger_step.new() | {"boot": boot_id(), "quiet_until": longest}
            now = time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1000
            values = ledger_step.step(ledger, now, message, self._is_dead)
            database.execute("REPLACE INTO cell VALUES (?, ?)", [self.name, json.dumps(ledger)])
            database.execute("COMMIT")
        except BaseException:
            if database.in_transaction:
                database.execute("ROLLBACK")
            raise
        return values

    def _open(self):
        if not self.database:
            database = sqlite3.connect(self.path, isolation_level=None, timeout=5)
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=NORMAL")
            database.execute("CREATE TABLE IF NOT EXISTS cell (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
            self.database = database
        return self.database

    def _lock_path(self, session):
        return f"{self.path}-{session}.lock"

    def _hold_lock(self, session):
        """Locks the file of our session before the ledger hears of it."""
        if session not in self.locks:
            lock = os.open(self._lock_path(session), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.locks[session] = lock

    def _is_dead(self, session, *_):
        try:
            lock = os.open(self._lock_path(session), os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return True
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.unlink(self._lock_path(session))
            return True
        except BlockingIOError:
            return False
        finally:
            os.close(lock)
