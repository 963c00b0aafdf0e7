/* SPDX-License-Identifier: GPL-2.0 */
/* How to treat received sequence numbers: RFC 2890 2.2 */
#ifndef GRE2890_PURE_SEQ_CONF_H
#define GRE2890_PURE_SEQ_CONF_H

#include <linux/types.h>

/**
 * struct gre2890_seq_conf - how to treat received sequence numbers
 * @mode: enum gre2890_seq_mode, %GRE2890_SEQ_MODE_AUTO resolved
 * @window: accept a late packet if its number is one of the last @window (mode
 *	window)
 * @buffer: how many packets may wait, RFC 2890's MAX_PERFLOW_BUFFER (mode reorder)
 * @timeout: how long a packet may wait in ns, OUTOFORDER_TIMER (mode reorder)
 * @resync_packets: resynchronise after this many packets in a row that are out of
 *	sequence with ascending numbers; 0: never
 * @resync_idle: resynchronise if no packet has passed for this long, in ns; 0:
 *	never
 */
struct gre2890_seq_conf {
	u8	mode;
	u32	window;
	u32	buffer;
	u64	timeout;
	u32	resync_packets;
	u64	resync_idle;
};

#endif /* GRE2890_PURE_SEQ_CONF_H */
