"""A ledger in Redis or Valkey, and the few lines of Redis's protocol that it needs."""
import asyncio
import dataclasses
import hashlib

import ledger_protocol


class RedisError(Exception):
    """The server's own words."""


class Redis:
    """One connection, one command at a time."""

    def __init__(self, host, port):
        self.host, self.port, self.trips = host, port, 0
        self.reader = self.writer = None

    @property
    def is_connected(self):
        return self.writer is not None

    def close(self):
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None

    async def call(self, *words):
        """The reply to a command. Raises RedisError for an error, OSError or EOFError where the connection ends."""
        if not self.is_connected:
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        words = [str(word).encode() for word in words]
        self.writer.write(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in words))
        self.trips += 1
        reply = await self._read()
        if isinstance(reply, RedisError):
            raise reply
        return reply

    async def _read(self):
        line = await self.reader.readline()
        if not line.endswith(b"\r\n"):
            raise EOFError("the connection ended")
        kind, text = line[:1], line[1:-2].decode()
        if kind == b"+":
            return text
        if kind == b"-":
            return RedisError(text)
        if kind == b":":
            return int(text)
        if text == "-1":
            return None
        if kind == b"$":
            return (await self.reader.readexactly(int(text) + 2))[:-2].decode()
        return [await self._read() for _ in range(int(text))]

    async def evaluate(self, script, sha, keys, words):
        """Runs a script that the server may have forgotten."""
        try:
            return await self.call("EVALSHA", sha, len(keys), *keys, *words)
        except RedisError as error:
            if not str(error).startswith("NOSCRIPT"):
                raise
        return await self.call("EVAL", script, len(keys), *keys, *words)


class RedisLedger:
    """Runs `exchange.lua` for each exchange. No reply, an error or a reply after `timeout` raise ConnectionError: the
    same request may be sent again."""

    holds_sessions = False  # a process is over when its lease is

    def __init__(self, host, port, name, script, timeout=0.3):
        self.redis, self.name, self.timeout = Redis(host, port), name, timeout
        self.script, self.sha = script, hashlib.sha1(script.encode()).hexdigest()

    @property
    def trips(self):
        return self.redis.trips

    @property
    def is_reconnected(self):
        """Whether the next exchange is the first on its connection: the server may be another one then."""
        return not self.redis.is_connected

    async def exchange(self, request, now, limits, terms):
        request = dataclasses.replace(request, reconnected=self.is_reconnected)
        message = ledger_protocol.encode(request, now, limits, terms)
        keys, words = ledger_protocol.redis_words(self.name, message)
        try:
            async with asyncio.timeout(self.timeout):
                values = await self.redis.evaluate(self.script, self.sha, keys, words)
        except (OSError, EOFError, TimeoutError, RedisError) as error:
            self.redis.close()
            raise ConnectionError(str(error)) from error
        return ledger_protocol.decode(values, request, limits)
