#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Makes what `make bench` left in results/ the reference: copies it to Documentation/performance/, and the ratios that
say the most into README.md, in place of those between the marks.
"""
import glob
import os
import re
import shutil
import sys

import tables
from figures import Figures

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RESULTS, REFERENCE = f"{REPO}/results", f"{REPO}/Documentation/performance"
MARKS = "<!-- selftests/bench/record.py -->\n", "<!-- end -->\n"


def above(figures, underlay):
    """The ratio of gre2890 to the stock kind for a forwarded packet, less routing"""
    case = {"path": "forward", "underlay": underlay, "kind": "gre2890", "words": "key", "again": False}
    for metric in tables.METRICS:
        base = figures.one(path="forward", kind="routing")[metric].median
        yield tables.against(figures, case, metric, base)[1]


def ratio(figures, one, other):
    return (figures.one(**one)[metric].median / figures.one(**other)[metric].median for metric in tables.METRICS)


def rows(figures):
    for underlay, rival in tables.RIVALS.items():
        yield f"small keyed packet, forwarded, cost beyond routing: ratio to `{rival}`", above(figures["forward"], underlay)
    tcp = {"path": "whole", "underlay": "ipv4", "again": False}
    own = tcp | {"kind": "gre2890", "words": "key seq"}
    yield "bulk TCP, key and sequence numbers: ratio to `ip_gre`", ratio(figures["tcp"], own, own | {"kind": "ip_gre"})
    yield "bulk TCP, key and sequence numbers: ratio to the same without sequence numbers", ratio(figures["tcp"], own, own | {"words": "key"})
    most = max(case["size"] for case, _ in figures["receive"].select())
    for kind in "gre2890", "ip_gre":
        yield f"{kind}, a packet where there are {most:,} tunnels: ratio to where there is one", \
            ratio(figures["receive"], {"kind": kind, "size": most}, {"kind": kind, "size": 1})
    most = max(case["size"] for case, _ in figures["scale"].select())
    for operation in "add", "delete":
        yield f"{operation} a tunnel where there are {most:,}: to `ip_gre`", ratio(
            figures["scale"], {"operation": operation, "kind": "gre2890", "size": most},
            {"operation": operation, "kind": "ip_gre", "size": most})


def main():
    figures = {name: Figures(RESULTS, name) for name in tables.TABLES}
    if any(each.about["quick"] for each in figures.values()):
        sys.exit("record.py: a run with QUICK=1 is no reference")
    shutil.rmtree(REFERENCE, ignore_errors=True)
    os.makedirs(REFERENCE)
    for name in tables.TABLES:
        for path in glob.glob(f"{RESULTS}/{name}*.txt") + glob.glob(f"{RESULTS}/{name}*.json") + \
                glob.glob(f"{RESULTS}/{name}*.svg"):
            shutil.copy(path, REFERENCE)
    lines = "".join(f"| {text} | {' | '.join(f'{value:.2f}' for value in values)} |\n"
                    for text, values in rows(figures))
    table = f"| ratio | instructions | modelled cycles |\n|---|---|---|\n{lines}"
    with open(f"{REPO}/README.md", encoding="utf-8") as file:
        text = file.read()
    text = re.sub(f"(?s)(?<={MARKS[0]}).*(?={MARKS[1]})", lambda _: table, text)
    with open(f"{REPO}/README.md", "w", encoding="utf-8") as file:
        file.write(text)


main()
