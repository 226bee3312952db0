#!/usr/bin/env python3
"""One of several processes that share the quota of one account: `run` starts some, of two languages.

  caller.py API-URL REDIS-URL LEDGER SECONDS WINDOW-SCALE NAME

It calls the API again and again, as soon as the limit allows, and says at its end how many responses came.
"""
import asyncio
import contextlib
import http.client
import sys
import urllib.parse

from paceline_ledger import Limit, SharedQuota
from redis_ledger import RedisLedger

PATH = "/agentassist/api/v1/public/st-demo/agents/a-1"


def get(api, permit):
    """The response's status and the seconds that a refusal asks for; None where nothing was sent."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(api).netloc, timeout=10)
    try:
        connection.connect()
        # Directly before the request is written: the process may have been stopped for longer than its lease.
        if not permit.may_start():
            return None
        connection.request("GET", PATH, headers={"auth": "demo-token"})
        response = connection.getresponse()
        response.read()
        return response.status, float(response.headers.get("Retry-After", 1))
    finally:
        connection.close()


async def call_again_and_again(quota, api, counts):
    while True:
        permit = await quota.acquire()
        try:
            result = await asyncio.to_thread(get, api, permit)
        except OSError:
            permit.lost()
            continue
        if result is None:
            permit.give_back()
            continue
        status, retry_after = result
        counts["responses"] += 1
        if status == 429:
            counts["refused"] += 1
            permit.refused(retry_after)
        else:
            permit.answered()


async def main(api, redis, ledger, seconds, scale, name):
    # The name and the numbers are those of the Swift client: the policy `per-minute` of the API, and the account.
    limit = Limit.window("ContactCenterAI/per-minute|demo-account", quota=60, seconds=60 * float(scale))
    # `engine="new"` is for a ledger that begins with this run; yours goes without, so that one which Redis has lost is
    # not taken for a new one.
    quota = SharedQuota(RedisLedger(redis, ledger, engine="new"), [limit])
    counts = {"responses": 0, "refused": 0}
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(float(seconds)), asyncio.TaskGroup() as group:
            group.create_task(quota.run())
            for _ in range(12):
                group.create_task(call_again_and_again(quota, api, counts))
    print(f"{name}: {counts['responses']} responses, {counts['refused']} of them refusals")


if __name__ == "__main__":
    if len(sys.argv) != 7:
        sys.exit(__doc__)
    asyncio.run(main(*sys.argv[1:]))
