"""What befalls the workers and the store while a cell runs: coroutines that go on until they are cancelled."""
import asyncio
import collections
import random
import signal


class Faults:
    """Kills, stops and restarts, at the rates that the options say. `done` counts them by kind.

    Each kind draws from a sequence of its own, so that a seed gives about the same times in every run.
    """

    def __init__(self, options, workers, store):
        self.options, self.workers, self.store = options, workers, store
        self.done = collections.Counter()
        self.stopped = set()

    def draws(self, kind):
        return random.Random(f"{self.options.seed} {kind}")

    def coroutines(self):
        if self.options.kill:
            yield self.kill_workers()
        if self.options.stop:
            yield self.stop_workers()
        if self.options.blackout:
            yield self.black_out()
        if self.options.restart and hasattr(self.store, "restart"):
            yield self.restart_store()
        if self.options.hold and hasattr(self.store, "hold"):
            yield self.hold_store()

    async def kill_workers(self):
        """Kills one worker, whichever, and starts another in its place. A stopped one may be killed, too."""
        draw = self.draws("kill")
        while True:
            await asyncio.sleep(draw.expovariate(self.options.kill))
            if not self.workers.running:
                continue
            place = draw.randrange(len(self.workers.running))
            self.stopped.discard(self.workers.running[place])
            self.workers.replace(place)
            self.done["kills"] += 1

    async def black_out(self):
        """Kills all workers, and starts as many when everything that they had in use is long over."""
        draw = self.draws("blackout")
        while True:
            await asyncio.sleep(self.options.blackout * draw.uniform(0.8, 1.2))
            self.done["kills"] += len(self.workers.running)
            self.workers.kill_all()
            await asyncio.sleep(self.options.blackout_for)
            self.workers.start_all()
            self.done["blackouts"] += 1

    async def stop_workers(self):
        """Stops one worker for longer than its lease, beside those that are stopped already."""
        draw = self.draws("stop")
        async with asyncio.TaskGroup() as group:
            while True:
                await asyncio.sleep(draw.expovariate(self.options.stop))
                running = [worker for worker in self.workers.running if worker not in self.stopped]
                if running:
                    seconds = self.options.stop_for * draw.uniform(0.7, 1.3)
                    group.create_task(self.stop_for_a_while(draw.choice(running), seconds))

    async def stop_for_a_while(self, worker, seconds):
        signal_ = self.workers.family.signal
        signal_(worker, signal.SIGSTOP)
        self.stopped.add(worker)
        self.done["stops"] += 1
        try:
            await asyncio.sleep(seconds)
        finally:
            self.stopped.discard(worker)
            signal_(worker, signal.SIGCONT)

    async def hold_store(self):
        """Locks the store for longer than a lease, again and again."""
        draw = self.draws("hold")
        while True:
            await asyncio.sleep(self.options.hold * draw.uniform(0.8, 1.2))
            await self.store.hold(self.options.stop_for * draw.uniform(0.7, 1.3))
            self.done["holds"] += 1

    async def restart_store(self):
        """One way after the other, again and again."""
        number, draw = 0, self.draws("restart")
        while True:
            await asyncio.sleep(self.options.restart * draw.uniform(0.8, 1.2))
            way = self.options.restart_by[number % len(self.options.restart_by)]
            number += 1
            if way == "kill":
                await self.store.restart(self.options.down)
            elif way == "rewind":
                await self.store.rewind(self.options.behind, self.options.down)
            elif way == "failover":
                await self.store.fail_over(self.options.behind)
            elif way == "flush":
                await self.store.flush()
            elif way == "freeze":
                await self.store.freeze(1.5 * self.options.lease)
            self.done["restarts"] += 1
