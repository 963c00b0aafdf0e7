# SPDX-License-Identifier: GPL-2.0
"""The tables of a report, line by line"""

RIVALS = {"ipv4": "ip_gre", "ipv6": "ip6_gre"}
METRICS = "instructions", "cycles"


def heading(figures, text):
    quick = " QUICK=1" if figures.about["quick"] else ""
    rounds = sorted({len(costs["cycles"].values) for costs in figures.costs.values()})
    yield f"{text}; Linux {figures.about['kernel']}"
    yield f"median of {' or '.join(map(str, rounds))} rounds, spread from least to most{quick}"


# ---- one tunnel: cases below each other -----------------------------------------------------------------

def against(figures, case, metric, base):
    """The cost of a case less that of base, and its ratio to that of the rival (None: no rival)"""
    own = figures.one(**case)[metric].median - base
    rival = figures.one(**case | {"kind": RIVALS[case["underlay"]], "again": False})
    if case["kind"] != "gre2890" or not rival:
        return own, None
    return own, own / (rival[metric].median - base)


def row(figures, case, base):
    """`base` has the amount to subtract before the ratio, for each metric."""
    text = f"{' '.join((case['kind'], case['words'])):<22}"
    costs = figures.one(**case)
    for metric in METRICS:
        above, ratio = against(figures, case, metric, base[metric])
        text += f"{costs[metric].median:>9.0f}{costs[metric].spread:>7.1%}{above:>8.0f}"
        text += f"{ratio:>7.2f}" if ratio else " " * 7
    return text + "".join(f"{costs[metric].median:>6.0f}" for metric in ("l1i", "l1d"))


COLUMNS = " " * 22 + "".join(f"{metric:>9}{'spread':>7}{'above':>8}{'ratio':>7}" for metric in ("instr.", "cycles")) \
    + f"{'L1I':>6}{'L1D':>6}"


def twins(figures, case, base):
    """The difference between two equal tunnels, which is the noise"""
    text = []
    for metric in METRICS:
        one, other = (figures.one(**case | {"again": again})[metric].median - base[metric] for again in (False, True))
        text.append(f"{abs(other / one - 1):.1%} in {metric}")
    return f"{case['kind']} {case['words']}, made twice, differs from itself by {' and '.join(text)}"


def forward(figures):
    yield from heading(figures, "forward: a packet of 46 octets, per packet")
    yield "above: what it costs more than routing; ratio: that, to the same of ip_gre or ip6_gre"
    for path in "forward", "transmit", "receive":
        routing = {"path": path, "underlay": "ipv4", "kind": "routing", "words": "", "again": False}
        base = {metric: figures.one(**routing)[metric].median for metric in METRICS}
        for underlay in RIVALS:
            yield from ("", f"{path}, {underlay}", COLUMNS)
            if underlay == "ipv4":
                yield row(figures, routing, base)
            for case, _ in figures.select(path=path, underlay=underlay, again=False):
                if case["kind"] != "routing":
                    yield row(figures, case, base)
            yield twins(figures, {"path": path, "underlay": underlay, "kind": "gre2890", "words": "key"}, base)


# ---- many tunnels: sizes beside each other --------------------------------------------------------------

def by_size(figures, operation, metric, text):
    """A line for each kind: a figure for each size, and the ratio of the last to the first"""
    sizes = sorted({case["size"] for case, _ in figures.select(operation=operation)})
    yield ""
    yield f"{text + ', ' + metric:<36}" + "".join(f"{size:>10}" for size in sizes) + f"{'last/first':>12}{'spread':>8}"
    for kind in dict.fromkeys(case["kind"] for case, _ in figures.select(operation=operation)):
        costs = [figures.one(operation=operation, kind=kind, size=size)[metric] for size in sizes]
        medians = "".join(f"{cost.median:>10.0f}" for cost in costs)
        ratio = f"{costs[-1].median / costs[0].median:>12.2f}" if costs[0].median > 1 else " " * 12
        yield f"{'  ' + kind:<36}{medians}{ratio}{max(cost.spread for cost in costs):>8.1%}"


def receive(figures):
    yield from heading(figures, "receive: packets for one of so many tunnels at random, per packet")
    for metric in METRICS:
        yield from by_size(figures, "receive", metric, "receive")


def scale(figures):
    yield from heading(figures, "scale: what is done to one tunnel where there are so many, per tunnel")
    for metric in METRICS:
        for operation in "add", "change", "dump", "delete", "namespace":
            yield from by_size(figures, operation, metric, operation)
    yield ""
    yield f"{'memory, octets per tunnel':<36}{'tunnels':>10}{'in all':>10}{'per CPU':>10}"
    for memory in figures.about["memory"]:
        yield f"{'  ' + memory['kind']:<36}{memory['size']:>10}{memory['octets']:>10.0f}{memory['per_cpu']:>10.0f}"


def cli(figures):
    yield from heading(figures, "cli: gre2890 apply and export with so many tunnels, kernel and command, per tunnel")
    for metric in METRICS:
        for operation in dict.fromkeys(case["operation"] for case, _ in figures.select()):
            yield from by_size(figures, operation, metric, operation)


def beside(figures, case, metric, **other):
    """The ratio of gre2890 to the case that differs in this"""
    if case["kind"] != "gre2890" or other.items() <= case.items():
        return " " * 7
    return f"{figures.one(**case)[metric].median / figures.one(**case | other)[metric].median:>7.2f}"


def tcp(figures):
    yield from heading(figures, "tcp: bulk TCP, both ends, per kB (1000 octets)")
    yield "ratio: to the same of ip_gre or ip6_gre; own: to gre2890 without numbers"
    for path, underlay in dict.fromkeys((case["path"], case["underlay"]) for case, _ in figures.select()):
        where = {"path": path, "underlay": underlay, "again": False}
        yield from ("", f"{path}, {underlay}", f"{'':<24}" + "".join(
            f"{metric:>14}{'spread':>8}{'ratio':>7}{'own':>7}" for metric in METRICS))
        for case, costs in figures.select(**where):
            text = f"{' '.join((case['kind'], case['words'])):<24}"
            for metric in METRICS:
                text += f"{costs[metric].median:>14.0f}{costs[metric].spread:>8.1%}"
                text += beside(figures, case, metric, kind=RIVALS[underlay])
                text += beside(figures, case, metric, words=case["words"].removesuffix(" seq"))
            yield text
        yield twins(figures, where | {"kind": "gre2890", "words": "key"}, dict.fromkeys(METRICS, 0))


# ---- keepalives -----------------------------------------------------------------------------------------

def keepalive(figures):
    yield from heading(figures, "keepalive: per request that is answered, sent, or has its answer received")
    yield ""
    yield " " * 28 + "".join(f"{metric:>14}{'spread':>8}" for metric in METRICS)
    for case, costs in figures.select():
        if case["operation"] != "idle":
            yield f"{case['operation'] + ', ' + case['kind']:<28}" + "".join(
                f"{costs[metric].median:>14.0f}{costs[metric].spread:>8.1%}" for metric in METRICS)
    tunnels, interval = figures.about["tunnels"], figures.about["interval"]
    yield ""
    yield f"{tunnels} tunnels, a request each {interval} s, per second"
    for metric in METRICS:
        idle, request, answer = (figures.one(operation=operation)[metric].median * tunnels
                                 for operation in ("idle", "request", "receive answer"))
        yield f"  {metric:<14}{(request + answer) / interval / 1e6:>9.1f} million, " \
            f"{idle / figures.about['wait'] / 1e6:.1f} million without keepalive"


TABLES = {"cli": cli, "forward": forward, "keepalive": keepalive, "receive": receive, "scale": scale, "tcp": tcp}
