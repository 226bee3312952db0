"""One run: a store, perhaps behind a proxy, a judge and some workers; faults; and the sums at the end."""
import asyncio
import json
import pathlib
import shlex
import signal
import subprocess
import sys
import tempfile
import urllib.request

from faults import Faults
from latency import Latency
from limits import Rule
from processes import Family
from stores import RedisStore, SQLiteStore

HERE = pathlib.Path(__file__).parent
LAG = 0.1  # seconds by which a busy machine may delay a request; of the spread of latencies


class Failure(Exception):
    """The run says nothing about the workers: something did not start, or ended by itself."""


class Workers:
    """The worker processes; `running` has one for each place."""

    def __init__(self, family, folder, options, environment):
        self.family, self.folder, self.options, self.environment = family, folder, options, environment
        self.number, self.running = 0, []
        self.commands = {}  # of all workers that ever were, by number

    def start_all(self):
        self.running = [self._start(place) for place in range(self.options.processes)]

    def kill_all(self):
        for worker in self.running:
            self.family.kill(worker)
        self.running = []

    def replace(self, place):
        self.family.kill(self.running[place])
        self.running[place] = self._start(place)

    def _start(self, place):
        self.number += 1
        command = self.commands[self.number] = self.options.worker[place % len(self.options.worker)]
        spread = self.options.clock_spread
        own = {
            "CHAOS_LABEL": f"worker-{self.number}", "CHAOS_SEED": str(self.options.seed * 1000 + self.number),
            "CHAOS_STATS": str(self.folder / f"stats-{self.number}.json"),
            "CHAOS_CLOCK_OFFSET": str(spread * (place / max(1, self.options.processes - 1) - 0.5))}
        with open(self.folder / "worker-errors", "a") as errors:
            return self.family.launch(
                shlex.split(command), env=self.environment | own, stdin=subprocess.DEVNULL, stdout=errors,
                stderr=errors)

    def check(self):
        """Workers end when they are told to, not before."""
        for worker in self.running:
            if worker.poll() is not None:
                raise Failure(f"a worker ended by itself with status {worker.returncode}\n{self.errors()}")

    def errors(self):
        path = self.folder / "worker-errors"
        lines = path.read_text(errors="replace").splitlines() if path.exists() else []
        return "\n".join(list(dict.fromkeys(lines))[-20:])  # each but once

    def statistics(self):
        """The sums of what all workers that ever were have written, and the responses that came to each command."""
        sums, calls = {}, dict.fromkeys(self.options.worker, 0)
        for number, command in self.commands.items():
            path = self.folder / f"stats-{number}.json"
            for name, value in (json.loads(path.read_text()) if path.exists() else {}).items():
                sums[name] = sums.get(name, 0) + value
                calls[command] += value if name == "calls" else 0
        return sums, calls


def listening(child, what):
    """The address in the first line of a server's output."""
    line = child.stdout.readline()
    if "listening on " not in line:
        raise Failure(f"the {what} did not start")
    return line.split("listening on ")[1].strip()


async def report(url):
    def get():
        with urllib.request.urlopen(f"{url}/-/report", timeout=10) as response:
            return json.load(response)
    return await asyncio.to_thread(get)


async def run(options, limits, latency, store_kind):
    """Runs one cell; a dictionary of what was found."""
    with tempfile.TemporaryDirectory(prefix="chaos-") as name, Family() as family:
        folder = pathlib.Path(name)

        def program(file, *words):
            words = [sys.executable, str(HERE / file), *words]
            return family.launch(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

        proxy = None
        if store_kind == "redis":
            def moved(port):
                print(f"upstream {port}\ncut", file=proxy.stdin, flush=True)

            store = RedisStore(family, folder, options.appendonly, "failover" in options.restart_by, moved)
            await store.start()
            proxy = program(
                "proxy.py", "--upstream", str(store.port), "--seed", str(options.seed), "--control",
                *shlex.split(options.proxy))
            store_url = f"redis://{listening(proxy, 'proxy')}"
        else:
            store = SQLiteStore(folder)
            store_url = store.url

        judge = program(
            "judge.py", "--latency", latency, "--lose", str(options.lose), "--foreign", str(options.foreign),
            "--retry-after", "--seed", str(options.seed), "--arrivals",
            str(options.arrivals or folder / "arrivals.jsonl"),
            *[word for limit in limits for word in ("--limit", limit)])
        api = listening(judge, "judge")

        travel = Latency(latency)
        service = max((Rule.parse(limit).service for limit in limits), default=0) / 1e9
        workers = Workers(family, folder, options, options.environment | {
            "CHAOS_API": api, "CHAOS_STORE": store_url, "CHAOS_LEDGER": "acme", "CHAOS_LIMITS": " ".join(limits),
            "CHAOS_LEASE": str(options.lease), "CHAOS_GRACE": str(options.grace + service),
            "CHAOS_TASKS": str(options.tasks), "CHAOS_CANCEL": str(options.cancel),
            "CHAOS_LATENCY_SPREAD": str(travel.longest - travel.shortest + LAG)})
        workers.start_all()
        await first_arrival(api, workers)
        faults = Faults(options, workers, store)
        await befall(faults, options.seconds, workers)

        at_end = await report(api)
        killed = family.end(workers.running, 2)
        await asyncio.sleep(travel.longest + 0.3)  # what is on its way is judged, too
        family.signal(judge, signal.SIGTERM)
        found = json.loads(judge.stdout.read())
        if proxy:
            family.signal(proxy, signal.SIGTERM)
            faults.done.update(json.loads(proxy.stdout.read()))
        if hasattr(store, "stop"):
            faults.done["lost_bytes"] = store.lost
            store.stop()
        statistics, calls = workers.statistics()
        return {
            "processes": options.processes, **faults.done, "deaf": killed, "judged": found,
            "statistics": statistics, "calls": calls,
            "share": min(limit["share"] for limit in at_end["limits"].values()),
            "errors": workers.errors()}


async def first_arrival(api, workers):
    """The clock of a run starts with the first request: before that the ledger may have to wait out a loss."""
    for _ in range(300):
        await asyncio.sleep(0.1)
        workers.check()
        if (await report(api))["arrivals"]:
            return
    raise Failure(f"no worker sent a request within 30 s\n{workers.errors()}")


async def befall(faults, seconds, workers):
    """Lets the faults happen for so long; what breaks in them breaks the run."""
    tasks = [asyncio.create_task(fault) for fault in faults.coroutines()]
    end = asyncio.get_running_loop().time() + seconds
    try:
        while asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.2)
            for task in tasks:
                if task.done():
                    task.result()
            workers.check()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
