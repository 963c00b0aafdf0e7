/* SPDX-License-Identifier: GPL-2.0 */
/* Sequence numbers on receipt: RFC 2890 2.2 */
#ifndef GRE2890_SEQ_H
#define GRE2890_SEQ_H

#include <linux/types.h>

/**
 * struct gre2890_seq - what a receiver remembers of a flow
 * @last: the number decapsulated last; counts only if @synced
 * @synced: a number has been seen; a flag of its own, since every value of
 *	@last is a number that a running flow may have
 */
struct gre2890_seq {
	u32	last;
	bool	synced;
};

bool gre2890_seq_accept(struct gre2890_seq *state, u32 seq);

#endif /* GRE2890_SEQ_H */
