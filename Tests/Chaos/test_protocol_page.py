"""Holds docs/ledger-protocol.md against a real server: its example is sent as it stands there, by hand."""
import json
import pathlib
import re
import shlex
import shutil
import sys
import tempfile
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "Examples/shared-quota"))

import ledger_protocol  # noqa: E402
from ledger_protocol import Limit, Report, Request  # noqa: E402
from paceline_ledger import Terms  # noqa: E402
from processes import Family  # noqa: E402
from redis_ledger import Redis  # noqa: E402
from stores import RedisStore  # noqa: E402

PAGE = (REPOSITORY / "docs/ledger-protocol.md").read_text()


def blocks(kind):
    """The page's blocks of a kind, without their notes."""
    found = re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return [re.sub(r"\s*#.*", "", block) for block in found]


def words(block):
    """The words of a block, of which numbers are numbers."""
    return [int(word) if word.lstrip("-").isdigit() else word for word in shlex.split(block)]


class Page(unittest.IsolatedAsyncioTestCase):
    @unittest.skipUnless(shutil.which("redis-server"), "needs redis-server")
    async def test_example_is_what_the_script_does(self):
        with tempfile.TemporaryDirectory() as folder, Family() as family:
            store = RedisStore(family, folder, "none")
            await store.start()
            redis = Redis(store.url)
            path = re.search(r"`(\S+/exchange\.lua)`", PAGE)[1]
            epoch = {}  # what stands on the page, and what it is here
            requests, replies, keys = blocks("request"), map(words, blocks("reply")), words(blocks("keys")[0])
            for request, reply in zip(requests, replies, strict=True):
                script = (REPOSITORY / path).read_text()
                for written, real in epoch.items():
                    request = request.replace(written, real)
                values = await redis.call("EVAL", script, len(keys), *keys, request)
                epoch[str(reply[4])] = values[4]
                # The clock and the epoch are others each time.
                self.assertEqual(values[:3] + values[5:], reply[:3] + reply[5:])
            self.assertEqual(len(requests), 2)
            redis.close()

    def test_example_is_what_the_client_sends(self):
        limit, terms = Limit.window("per-minute", 60, 60), Terms(lease=10, grace=10)
        first = Request("5f1d0c6e", 1, "", False, "", [Report(limit)], 3, since=100.0, later_since=100.0)
        report = Report(limit, seen=3000000, returned=1, settled=[100.0 - 0.012, 110.0])
        second = Request("5f1d0c6e", 2, "1796050230471407", False, "", [report], 0, since=100.0, later_since=100.0)
        for request, expected in zip((first, second), blocks("request")):
            layout, expected = ledger_protocol.layout(request, 100.0, terms, "new"), json.loads(expected)
            layout[ledger_protocol.CONNECTION] = expected[ledger_protocol.CONNECTION]
            self.assertEqual(layout, expected)
            self.assertEqual(ledger_protocol.keys("acme", request), words(blocks("keys")[0]))


if __name__ == "__main__":
    unittest.main()
