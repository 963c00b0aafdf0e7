# SPDX-License-Identifier: GPL-2.0
"""Combines the guest's list of measurements with the meter's figures."""
import collections
import json
import statistics
import sys

METRICS = "instructions", "kernel", "cycles", "l1i", "l1d", "l2", "l3"


class Cost:
    """The cost of one unit of a case, in one metric"""

    def __init__(self, values):
        self.values = values
        self.median = statistics.median(values)
        self.spread = (max(values) - min(values)) / self.median if self.median else 0


class Figures:
    """costs[CASE][METRIC]; CASE is a tuple of the description in the list."""

    def __init__(self, folder, name):
        with open(f"{folder}/{name}.plan", encoding="ascii") as file:
            self.about = json.load(file)
        with open(f"{folder}/{name}.meter", encoding="ascii") as file:
            lines = [json.loads(line) for line in file]
        measurements = self.about.pop("measurements")
        if len(lines) != len(measurements):
            sys.exit(f"{name}: {len(measurements)} measurements, and {len(lines)} figures")
        self.check(zip(measurements, lines))
        self.costs = self.join(zip(measurements, lines))

    def check(self, pairs):
        """Check the measurements with known results. If they are wrong, the others are void."""
        known = collections.defaultdict(list)
        for measurement, line in pairs:
            if measurement["case"] and "check" in measurement["case"]:
                known[measurement["case"]["check"]].append((measurement["units"], line))
        turns, asleep = known["loop"][0][0], known["asleep"][0][1]["instructions"]
        # an interrupt may hit one of them
        loop = statistics.median(line["instructions"] for _, line in known["loop"])
        if not 0.99 < loop / turns < 1.01 or asleep > 10_000_000:
            print(f"SKIP: {turns} instructions count as {loop}, a second asleep as {asleep}")
            sys.exit(4)
        self.empty = {metric: statistics.median(line[metric] for _, line in known["empty"]) for metric in METRICS}

    def join(self, pairs):
        values = collections.defaultdict(lambda: collections.defaultdict(list))
        for measurement, line in pairs:
            case = measurement["case"]
            if case is None or "check" in case:
                continue
            for metric in METRICS:
                values[tuple(case.items())][metric].append((line[metric] - self.empty[metric]) / measurement["units"])
        return {case: {metric: Cost(figures) for metric, figures in metrics.items()}
                for case, metrics in values.items()}

    def select(self, **wanted):
        """The cases whose description includes all of this, each as a dict, with its costs"""
        for case, costs in self.costs.items():
            described = dict(case)
            if wanted.items() <= described.items():
                yield described, costs

    def one(self, **wanted):
        """The costs of the first such case, or None"""
        return next((costs for _, costs in self.select(**wanted)), None)

    def save(self, folder):
        cases = [dict(case) | {metric: {"median": cost.median, "spread": cost.spread, "values": cost.values}
                               for metric, cost in costs.items()} for case, costs in self.costs.items()]
        with open(f"{folder}/{self.about['benchmark']}.json", "w", encoding="ascii") as file:
            json.dump(self.about | {"cases": cases}, file, indent=1)
