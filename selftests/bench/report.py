#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Makes a table, a JSON file and charts from the results of a benchmark.

  report.py FOLDER NAME

FOLDER holds NAME.plan and NAME.meter, and then NAME.txt, NAME.json and NAME*.svg too.
"""
import sys

import chart
import tables
from figures import Figures

folder, name = sys.argv[1:]
figures = Figures(folder, name)
figures.save(folder)
lines = [line.rstrip() for line in tables.TABLES[name](figures)]
with open(f"{folder}/{name}.txt", "w", encoding="ascii") as output:
    output.write("".join(f"{line}\n" for line in lines))
print("\n".join(lines))
for title, text in chart.CHARTS[name](figures).items():
    chart.draw(f"{folder}/{title}.svg", text)
