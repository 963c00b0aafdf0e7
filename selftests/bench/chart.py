# SPDX-License-Identifier: GPL-2.0
"""The charts of a report, drawn by gnuplot: a dict of them by name for each benchmark."""
import subprocess

import tables

COLOURS = {"gre2890": "#1b6ca8", "ip_gre": "#d9822b", "dummy": "#9aa5b1"}
BARS = """set style data histograms
set style histogram clustered gap 1
set style fill solid noborder
set boxwidth 0.9 relative
set grid ytics
set key outside top center horizontal
set yrange [0:*]
set xtics rotate by -30 nomirror
"""
LINES = """set logscale x
set grid
set key outside top center horizontal
set xlabel 'tunnels'
"""


def draw(path, text):
    head = f"set terminal svg size 900,420 noenhanced background '#ffffff'\nset rmargin 8\nset output '{path}'\n"
    subprocess.run(("gnuplot",), input=(head + text).encode(), check=True)


def data(name, rows):
    """A data block of gnuplot; each row begins with its title."""
    return f"${name} << END\n" + "".join(" ".join((f'"{title}"', *map(str, values))) + "\n"
                                         for title, *values in rows) + "END\n"


def bars(title, rows):
    """Two bars for each row: the stock kind and gre2890."""
    return BARS + data("d", rows) + f"set title '{title}'\n" \
        f"plot $d using 2:xtic(1) title 'ip_gre, ip6_gre' linecolor rgb '{COLOURS['ip_gre']}', " \
        f"$d using 3 title 'gre2890' linecolor rgb '{COLOURS['gre2890']}'\n"


def lines(title, figures, operation, metric, settings):
    """Figures over the number of tunnels, a line for each kind."""
    blocks, plots = "", []
    for number, kind in enumerate(dict.fromkeys(case["kind"] for case, _ in figures.select(operation=operation))):
        blocks += data(f"d{number}", [(kind, case["size"], round(costs[metric].median))
                                      for case, costs in figures.select(operation=operation, kind=kind)])
        plots.append(f"$d{number} using 2:3 with linespoints linewidth 2 pointtype 7 "
                     f"linecolor rgb '{COLOURS[kind]}' title '{kind}'")
    return LINES + settings + blocks + f"set title '{title}'\nplot {', '.join(plots)}\n"


def beside_rival(figures, metric, base, **wanted):
    rows = []
    for case, costs in figures.select(kind="gre2890", again=False, **wanted):
        rival = figures.one(**case | {"kind": tables.RIVALS[case["underlay"]]})[metric].median - base
        rows.append((f"{case['underlay']} {case['words'] or 'plain'}", round(rival),
                     round(costs[metric].median - base)))
    return rows


def forward(figures):
    charts = {}
    for metric in tables.METRICS:
        base = figures.one(path="forward", kind="routing")[metric].median
        charts[f"forward-{metric}"] = bars(f"A small packet forwarded through a tunnel: {metric} above plain routing",
                                           beside_rival(figures, metric, base, path="forward"))
    return charts


def tcp(figures):
    return {f"tcp-{path}": bars(f"Bulk TCP, {text}: cycles per kB", beside_rival(figures, "cycles", 0, path=path))
            for path, text in (("whole", "over a veth"), ("wire", "in segments as for a wire"))}


def receive(figures):
    return {"receive": lines("Packets for tunnels at random: cycles per packet", figures, "receive", "cycles",
                             "set logscale y\n")}


def scale(figures):
    return {f"scale-{operation}": lines(f"{operation}: cycles per tunnel", figures, operation, "cycles",
                                        "set yrange [0:*]\n") for operation in ("add", "delete")}


def cli(_):
    """Two sizes do not make a line."""
    return {}


def keepalive(_):
    """The cases have nothing in common."""
    return {}


CHARTS = {"cli": cli, "forward": forward, "keepalive": keepalive, "receive": receive, "scale": scale, "tcp": tcp}
