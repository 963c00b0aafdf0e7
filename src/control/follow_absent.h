/* SPDX-License-Identifier: GPL-2.0 */
/* Lower devices that are deleted and return */
#ifndef GRE2890_FOLLOW_ABSENT_H
#define GRE2890_FOLLOW_ABSENT_H

struct gre2890_netns;
struct net_device;

void gre2890_follow_gone(const struct net_device *dev);
void gre2890_follow_named(const struct net_device *dev);
void gre2890_follow_maybe_named(const struct net_device *dev);
void gre2890_follow_altnames(struct gre2890_netns *gn);

#endif /* GRE2890_FOLLOW_ABSENT_H */
