/* SPDX-License-Identifier: GPL-2.0 */
/* What becomes of received packets that carry a number: RFC 2890 2.2 */
#ifndef GRE2890_PURE_SEQ_CONF_H
#define GRE2890_PURE_SEQ_CONF_H

#include <linux/types.h>

/**
 * struct gre2890_seq_conf - what becomes of packets that carry a number
 * @mode: enum gre2890_seq_mode, %GRE2890_SEQ_MODE_AUTO resolved
 * @window: late packets pass whose number is among so many up to the last (mode
 *	window)
 * @buffer: how many packets may wait, RFC 2890's MAX_PERFLOW_BUFFER (mode
 *	reorder)
 * @timeout: how long a packet may wait, OUTOFORDER_TIMER, in ns (mode reorder)
 * @resync_packets: take up the numbers of a peer that began anew after so many
 *	ascending ones out of sequence in a row; 0: never
 * @resync_idle: or if nothing has passed for so long, in ns; 0: never
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
