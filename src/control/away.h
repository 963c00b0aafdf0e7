/* SPDX-License-Identifier: GPL-2.0 */
/* Devices that go and come back */
#ifndef GRE2890_AWAY_H
#define GRE2890_AWAY_H

struct gre2890_netns;
struct net_device;

void gre2890_away_goes(const struct net_device *dev);
void gre2890_away_comes(const struct net_device *dev);
void gre2890_away_may_come(const struct net_device *dev);
void gre2890_away_seek(struct gre2890_netns *gn);

#endif /* GRE2890_AWAY_H */
