# SPDX-License-Identifier: GPL-2.0
"""The tables of a report, line by line."""

RIVALS = {"ipv4": "ip_gre", "ipv6": "ip6_gre"}
METRICS = "instructions", "cycles"


def heading(figures, text):
    quick = " QUICK=1" if figures.about["quick"] else ""
    rounds = max(len(costs["cycles"].values) for costs in figures.costs.values())
    yield f"{text}; Linux {figures.about['kernel']}"
    yield f"median of {rounds} rounds, spread from least to most{quick}"


# ---- one tunnel: cases below each other -----------------------------------------------------------------

def against(figures, case, metric, base):
    """What the case costs more than base, and how that compares with the rival's (None: it has no rival)."""
    own = figures.one(**case)[metric].median - base
    rival = figures.one(**case | {"kind": RIVALS[case["underlay"]], "again": False})
    if case["kind"] != "gre2890" or not rival:
        return own, None
    return own, own / (rival[metric].median - base)


def row(figures, case, base):
    """`base` has what is taken off before the ratio is made, for each metric."""
    text = f"{' '.join((case['kind'], case['words'])):<22}"
    costs = figures.one(**case)
    for metric in METRICS:
        above, ratio = against(figures, case, metric, base[metric])
        text += f"{costs[metric].median:>9.0f}{costs[metric].spread:>7.1%}{above:>8.0f}"
        text += f"{ratio:>7.2f}" if ratio else " " * 7
    return text + "".join(f"{costs[metric].median:>6.0f}" for metric in ("l1i", "l1d"))


COLUMNS = f"{'':<22}{'instr.':>9}{'spread':>7}{'above':>8}{'ratio':>7}{'cycles':>9}{'spread':>7}{'above':>8}{'ratio':>7}" \
    f"{'L1I':>6}{'L1D':>6}"


def twins(figures, case, base):
    """The same made twice: what a difference means."""
    text = []
    for metric in METRICS:
        one, other = (figures.one(**case | {"again": again})[metric].median - base[metric] for again in (False, True))
        text.append(f"{abs(other / one - 1):.1%} in {metric}")
    return f"{case['kind']} {case['words']}, made twice, differs from itself by {' and '.join(text)} (above)"


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


TABLES = {"forward": forward}
