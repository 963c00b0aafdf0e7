/* SPDX-License-Identifier: GPL-2.0 */
/* "monitor" of the tunnels of this underlay, in whatever namespace their devices are */
#ifndef GRE2890_MONITOR_ALL_H
#define GRE2890_MONITOR_ALL_H

struct cli;
struct known;

/**
 * monitor_all() - print events until stopped
 * @known: no links yet
 * @cli: the command
 *
 * Return: an exit status.
 */
int monitor_all(struct known *known, const struct cli *cli);

#endif /* GRE2890_MONITOR_ALL_H */
