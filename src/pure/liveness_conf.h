/* SPDX-License-Identifier: GPL-2.0 */
/* Settings of the requests that test whether the peer is alive */
#ifndef GRE2890_LIVENESS_CONF_H
#define GRE2890_LIVENESS_CONF_H

#include <linux/types.h>

/**
 * struct gre2890_liveness_conf - how to ask the peer
 * @interval: time between two requests, in ms; 0 if the tunnel does not ask
 * @rtt: highest smoothed round-trip time, in ms; 0 for no limit
 * @retries: so many misses in a row take the carrier down
 * @hold: so many answers in a row bring it back, if it has not flapped
 * @form: enum gre2890_keepalive_form
 * @loss: highest number of misses among the last 100 requests; 0 for no limit
 */
struct gre2890_liveness_conf {
	u32	interval;
	u32	rtt;
	u8	retries;
	u8	hold;
	u8	form;
	u8	loss;
};

#endif /* GRE2890_LIVENESS_CONF_H */
