# SPDX-License-Identifier: GPL-2.0
"""The charts of a report, drawn by gnuplot."""
import subprocess

import tables

COLOURS = {"gre2890": "#1b6ca8", "rival": "#d9822b", "routing": "#9aa5b1"}
BARS = """set style data histograms
set style histogram clustered gap 1
set style fill solid noborder
set boxwidth 0.9 relative
set grid ytics
set key outside top center horizontal
set yrange [0:*]
set xtics rotate by -30 nomirror
"""


def draw(path, text):
    subprocess.run(("gnuplot",), input=f"set terminal svg size 900,420 background '#ffffff'\nset output '{path}'\n{text}"
                   .encode(), check=True)


def data(name, rows):
    """A block of gnuplot's; each row begins with its title."""
    return f"${name} << END\n" + "".join(" ".join((f'"{title}"', *map(str, values))) + "\n"
                                         for title, *values in rows) + "END\n"


def forward(figures):
    """What a tunnel costs above routing, beside the same of the kernel's."""
    charts = {}
    for metric in tables.METRICS:
        rows = []
        base = figures.one(path="forward", kind="routing")[metric].median
        for case, costs in figures.select(path="forward", kind="gre2890", again=False):
            rival = figures.one(**case | {"kind": tables.RIVALS[case["underlay"]]})[metric].median - base
            rows.append((f"{case['underlay']} {case['words'] or 'plain'}", round(rival),
                         round(costs[metric].median - base)))
        charts[f"forward-{metric}"] = BARS + data("d", rows) + \
            f"set title 'A small packet forwarded through a tunnel: {metric} above plain routing'\n" \
            f"plot $d using 2:xtic(1) title 'ip\\\\_gre, ip6\\\\_gre' linecolor rgb '{COLOURS['rival']}', " \
            f"$d using 3 title 'gre2890' linecolor rgb '{COLOURS['gre2890']}'\n"
    return charts


CHARTS = {"forward": forward}
