"""Tests the proxy in front of a server that counts requests and replies to each with the same text."""
import argparse
import asyncio
import unittest

import proxy
import resp

REPLY = b"*2\r\n$5\r\nhello\r\n:7\r\n"


class Messages(unittest.IsolatedAsyncioTestCase):
    async def test_whole_messages_are_read_however_they_are_nested(self):
        messages = [
            b"+OK\r\n", b"-ERR no\r\n", b":12\r\n", b"$-1\r\n", b"$4\r\na\r\nb\r\n", b"*-1\r\n", b"*0\r\n",
            b"*2\r\n*1\r\n:1\r\n$0\r\n\r\n", b"%1\r\n+a\r\n:1\r\n", b">2\r\n+message\r\n$1\r\nx\r\n",
            b"|1\r\n+ttl\r\n:3\r\n:9\r\n", b"PING\r\n"]
        reader = asyncio.StreamReader()
        reader.feed_data(b"".join(messages))
        reader.feed_eof()
        self.assertEqual([await resp.read_message(reader) for _ in messages], messages)
        with self.assertRaises(asyncio.IncompleteReadError):
            await resp.read_message(reader)


class Proxy(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.requests = []

        async def count(reader, writer):
            try:
                while True:
                    self.requests.append(await resp.read_message(reader))
                    writer.write(REPLY)
            except (asyncio.IncompleteReadError, ConnectionError):
                writer.close()

        self.server = await asyncio.start_server(count, "127.0.0.1", 0)
        self.addCleanup(self.server.close)

    async def asyncTearDown(self):
        self.writer.close()
        await asyncio.sleep(0.02)  # the other ends close, too

    async def connect(self, **options):
        """A client's connection through a proxy with these faults."""
        known = {"delay": "none", "cut": 0, "drop": 0, "double": 0, "double_after": 0, "seed": 1}
        known["upstream"] = self.server.sockets[0].getsockname()[1]
        self.faults = proxy.Faults(argparse.Namespace(**known | options))
        front = await asyncio.start_server(self.faults.accept, "127.0.0.1", 0)
        self.addCleanup(front.close)
        reader, self.writer = await asyncio.open_connection("127.0.0.1", front.sockets[0].getsockname()[1])
        return reader

    async def test_passes_requests_and_replies(self):
        reader = await self.connect()
        for number in range(3):
            self.writer.write(resp.request("GET", number))
            self.assertEqual(await resp.read_message(reader), REPLY)
        self.assertEqual(self.requests, [resp.request("GET", number) for number in range(3)])

    async def test_dropped_reply_follows_a_request_that_was_carried_out(self):
        reader = await self.connect(drop=1)
        self.writer.write(resp.request("INCR", "a"))
        self.assertEqual(await reader.read(), b"")
        self.assertEqual(len(self.requests), 1)

    async def test_cut_reply_ends_in_the_middle(self):
        reader = await self.connect(cut=1)
        self.writer.write(resp.request("INCR", "a"))
        self.assertEqual(await reader.read(), REPLY[: len(REPLY) // 2])

    async def test_late_copy_is_carried_out_once_more_and_heard_by_nobody(self):
        reader = await self.connect(double=1, double_after=0.01)
        self.writer.write(resp.request("INCR", "a"))
        self.assertEqual(await resp.read_message(reader), REPLY)
        while self.faults.counts["late_copies"] == 0:
            await asyncio.sleep(0.005)
        self.assertEqual(self.requests, [resp.request("INCR", "a")] * 2)

    async def test_black_hole_keeps_what_was_sent_even_of_clients_that_left(self):
        await self.connect()
        self.faults.flows.clear()
        self.writer.write(resp.request("INCR", "a"))
        await asyncio.sleep(0.05)
        self.writer.close()
        await asyncio.sleep(0.05)
        self.assertEqual(self.requests, [])
        self.faults.flows.set()
        await asyncio.sleep(0.05)
        self.assertEqual(len(self.requests), 1)

    async def test_connections_are_cut_on_command_and_new_ones_go_to_the_new_server(self):
        reader = await self.connect()
        self.writer.write(resp.request("GET", "a"))
        await resp.read_message(reader)
        self.faults.cut_all()
        with self.assertRaises((ConnectionError, asyncio.IncompleteReadError)):
            await resp.read_message(reader)


if __name__ == "__main__":
    unittest.main()
