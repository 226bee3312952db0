"""Latencies, drawn with a seed: uniform ones, and heavy-tailed ones with a cap."""
import math

import limits

FORMS = "none, uniform:10ms:60ms or pareto:20ms:200ms:400ms (median, 99th percentile, cap)"


class Latency:
    """What a text such as `uniform:10ms:60ms` describes; `longest` and `shortest` are seconds."""

    def __init__(self, text):
        self.text = text
        kind, *numbers = text.split(":")
        numbers = [limits.duration(number) / 1e9 for number in numbers]
        if kind == "none" and not numbers:
            self.shortest, self.longest, self._draw = 0.0, 0.0, lambda random: 0.0
        elif kind == "uniform" and len(numbers) == 2:
            self.shortest, self.longest = numbers
            self._draw = lambda random: random.uniform(self.shortest, self.longest)
        elif kind == "pareto" and len(numbers) == 3:
            median, late, self.longest = numbers
            # Half of the draws lie below scale · 2^(1/shape), 99 % below scale · 100^(1/shape).
            shape = math.log(50) / math.log(late / median)
            self.shortest = median / 2 ** (1 / shape)
            self._draw = lambda random: min(self.longest, self.shortest * random.paretovariate(shape))
        else:
            raise ValueError(f"`{text}` is not a latency: {FORMS}")

    def draw(self, random):
        """Seconds."""
        return self._draw(random)
