/* SPDX-License-Identifier: GPL-2.0 */
/* Is the peer alive?  What requests and answers say about it */
#ifndef GRE2890_LIVENESS_H
#define GRE2890_LIVENESS_H

#include <linux/types.h>

#include "pure/liveness_conf.h"

/* A late answer counts while its request is among so many last ones. */
#define GRE2890_LIVENESS_LATE	16
/* Loss is counted over so many requests. */
#define GRE2890_LIVENESS_LOSS	100

/**
 * struct gre2890_liveness - what is known about the peer
 * @state: enum gre2890_state: OK, NO_ANSWER, LOSS or LATENCY
 * @asked: there was a request
 * @answered: there was an answer; @answered_at is valid
 * @measured: the round-trip times are valid
 * @waiting: bit N: the request N before the last one has no answer yet
 * @twice: bit N: that request was sent twice
 * @number: number of the last request; valid if @asked
 * @misses: requests without an answer since the last answer
 * @good: answers in a row, since @state left OK at the earliest
 * @row: number of the request that the first of them answered; valid if @good
 * @need: so many @good bring @state back to OK
 * @hold: @need when @state leaves OK the next time
 * @lost: bit N: the request N + 1 before the last one has no answer; bit 0 of
 *	@lost[0] is the first
 * @sent_at: when the last requests were sent, in ns, by number
 * @tried_at: when a request was sent last, again or not
 * @answered_at: when the last answer arrived, in ns
 * @rtt_last: round-trip time of the last answer, in ns
 * @rtt_smoothed: the same, smoothed as in RFC 6298
 * @rtt_min: the lowest
 *
 * The owner serialises access.
 */
struct gre2890_liveness {
	u8	state;
	bool	asked;
	bool	answered;
	bool	measured;
	u16	waiting;
	u16	twice;
	u32	number;
	u32	misses;
	u32	good;
	u32	row;
	u32	need;
	u32	hold;
	u64	lost[2];
	u64	sent_at[GRE2890_LIVENESS_LATE];
	u64	tried_at;
	u64	answered_at;
	u64	rtt_last;
	u64	rtt_smoothed;
	u64	rtt_min;
};

/**
 * enum gre2890_liveness_hint - what to do when the path seems to fail
 * @GRE2890_LIVENESS_WAIT: nothing: a request was sent a moment ago, or twice
 * @GRE2890_LIVENESS_AGAIN: send the last request again
 * @GRE2890_LIVENESS_ASK: send the next request now
 */
enum gre2890_liveness_hint {
	GRE2890_LIVENESS_WAIT,
	GRE2890_LIVENESS_AGAIN,
	GRE2890_LIVENESS_ASK,
};

void gre2890_liveness_start(struct gre2890_liveness *live,
			    const struct gre2890_liveness_conf *conf);
u32 gre2890_liveness_ask(struct gre2890_liveness *live,
			 const struct gre2890_liveness_conf *conf, u64 now);
enum gre2890_liveness_hint gre2890_liveness_hint(struct gre2890_liveness *live,
						 u64 now);
bool gre2890_liveness_answer(struct gre2890_liveness *live,
			     const struct gre2890_liveness_conf *conf,
			     u32 number, u64 now);
unsigned int gre2890_liveness_lost(const struct gre2890_liveness *live,
				   const struct gre2890_liveness_conf *conf);

#endif /* GRE2890_LIVENESS_H */
