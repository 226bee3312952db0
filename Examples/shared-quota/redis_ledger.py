"""A ledger in Redis or Valkey, and the few lines of Redis's protocol that it needs."""
import asyncio
import hashlib
import json
import pathlib
import urllib.parse

import ledger_protocol

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "Sources/Client/PacelineRedis/Ledger/exchange.lua"


class RedisError(Exception):
    """The server's own words."""


class NoReply(Exception):
    """Whether the ledger made the step is not known: send the same request again."""


class Refused(Exception):
    """The server will not run the script until somebody changes something."""


class Redis:
    """One connection, one command at a time. `redis://user:password@host:port/database`."""

    def __init__(self, url):
        self.url, self.trips = urllib.parse.urlsplit(url), 0
        self.reader = self.writer = None

    def close(self):
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None

    async def call(self, *words):
        """The reply to a command. Raises RedisError for an error, OSError or EOFError where the connection ends."""
        if not self.writer:
            await self._connect()
        self.trips += 1
        return await self._call(*words)

    async def _connect(self):
        url = self.url
        self.reader, self.writer = await asyncio.open_connection(url.hostname, url.port or 6379)
        if url.password:
            user = [urllib.parse.unquote(url.username)] if url.username else []
            await self._call("AUTH", *user, urllib.parse.unquote(url.password))
        if url.path.strip("/"):
            await self._call("SELECT", url.path.strip("/"))

    async def _call(self, *words):
        words = [str(word).encode() for word in words]
        self.writer.write(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in words))
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


class RedisLedger:
    """Runs `exchange.lua` for each exchange.

    `name` is the ledger's: one for each account of an API. `engine` says how the server keeps what it has acknowledged
    (docs/ledger-protocol.md); an exchange waits `timeout` seconds for its reply.
    """

    # An error that says something else will pass, or is cured by another connection.
    REFUSALS = {"WRONGPASS", "NOAUTH", "NOPERM", "DENIED", "MOVED", "ASK", "ERR"}

    def __init__(self, url, name, script=SCRIPT, engine="auto", timeout=1.0):
        self.redis, self.name, self.engine, self.timeout = Redis(url), name, engine, timeout
        self.script = pathlib.Path(script).read_text()
        self.digest = hashlib.sha1(self.script.encode()).hexdigest()
        self.is_proven = False  # whether the present connection has brought a reply

    @property
    def trips(self):
        return self.redis.trips

    async def exchange(self, request, layout):
        """The reply to a request, which is laid out already. Raises NoReply or Refused."""
        layout = list(layout)
        # The server behind another connection may be another one, which has lost what the first had acknowledged.
        layout[ledger_protocol.CONNECTION] = int(not self.is_proven)
        self.is_proven = False
        try:
            async with asyncio.timeout(self.timeout):
                reply = await self._evaluate(ledger_protocol.keys(self.name, request), json.dumps(layout))
            if not ledger_protocol.is_reply_to(request, reply):
                # Each further reply over this connection would be the one before it.
                raise EOFError("the reply is that to another request")
            self.is_proven = True
            return ledger_protocol.decode(reply, request)
        except ValueError as error:
            raise Refused(str(error)) from error
        except RedisError as error:
            is_refusal = str(error).split()[0] in self.REFUSALS and "max number of clients" not in str(error)
            raise (Refused if is_refusal else NoReply)(str(error)) from error
        except (OSError, EOFError, TimeoutError) as error:
            raise NoReply(f"{type(error).__name__} {error}") from error
        finally:
            if not self.is_proven:
                self.redis.close()

    async def _evaluate(self, keys, request):
        """Runs the script, which the server may not know."""
        try:
            return await self.redis.call("EVALSHA", self.digest, len(keys), *keys, request)
        except RedisError as error:
            if not str(error).startswith("NOSCRIPT"):
                raise
        return await self.redis.call("EVAL", self.script, len(keys), *keys, request)
