/* SPDX-License-Identifier: GPL-2.0 */
/* Received sequence numbers: RFC 2890 2.2 */
#ifndef GRE2890_SEQ_H
#define GRE2890_SEQ_H

#include <linux/gre2890.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/types.h>

#include "pure/seq_conf.h"

/**
 * struct gre2890_seq_counts - counters of received numbers
 * @in_order: one above the highest number so far, or the first of the flow
 * @gaps: further ahead
 * @lost: numbers no longer waited for
 * @late: accepted after a higher number (mode window)
 * @reordered: arrived after a higher number and put in order (mode reorder)
 * @timeouts: waits that ended by the timeout
 * @overflows: waits that ended because the buffer was full
 * @limits: waits that ended by the namespace's memory limit
 * @host_limits: waits that ended by the host's memory limit
 * @resyncs: resynchronisations with a peer that restarted its numbers
 *
 * @in_order, @gaps, @late and @reordered together count all accepted numbers.
 * Each number is counted once, on arrival.
 */
struct gre2890_seq_counts {
	u64	in_order;
	u64	gaps;
	u64	lost;
	u64	late;
	u64	reordered;
	u64	timeouts;
	u64	overflows;
	u64	limits;
	u64	host_limits;
	u64	resyncs;
};

/**
 * struct gre2890_seq - receive state of a flow's numbers
 * @last: the highest number that has passed since the latest (re)start of the flow;
 *	valid if @synced
 * @top: the highest number that has arrived: @last or one that waits
 * @old: the latest of a run of numbers out of sequence; valid if @run
 * @run: length of that run, whose numbers ascend
 * @synced: a number has been seen.  This is a separate flag because a running flow
 *	may have any value of @last.
 * @passed_at: when a number passed last, in ns; maintained only for resync_idle
 * @seen: ring with a bit for each of the last @bits numbers; NULL unless in mode
 *	window
 * @bits: size of the ring, a power of two
 * @counts: counters
 */
struct gre2890_seq {
	u32				last;
	u32				top;
	u32				old;
	u32				run;
	bool				synced;
	u64				passed_at;
	unsigned long			*seen;
	u32				bits;
	struct gre2890_seq_counts	counts;
};

/**
 * enum gre2890_seq_verdict - what to do with a packet
 * @GRE2890_SEQ_PASS: pass it on, then the packets that waited for it
 * @GRE2890_SEQ_WAIT: it is ahead of the next number: buffer it, then call
 *	gre2890_seq_waits()
 * @GRE2890_SEQ_RESYNC: pass on all packets that wait, call gre2890_seq_restart(),
 *	then pass on this one
 * @GRE2890_SEQ_OLD: out of sequence: drop it
 * @GRE2890_SEQ_DUPLICATE: its number has passed already: drop it
 */
enum gre2890_seq_verdict {
	GRE2890_SEQ_PASS,
	GRE2890_SEQ_WAIT,
	GRE2890_SEQ_RESYNC,
	GRE2890_SEQ_OLD,
	GRE2890_SEQ_DUPLICATE,
};

/**
 * struct gre2890_seq_range - the numbers of a packet
 * @first: the number in its header
 * @count: how many numbers; above 1 for a packet that stands for several segments
 */
struct gre2890_seq_range {
	u32	first;
	u32	count;
};

/**
 * gre2890_seq_is_old() - check whether a number is out of sequence
 * @seq: the flow's state, synchronised
 * @number: the number
 *
 * RFC 2890 2.2: the last number and the 2^31 - 1 numbers before it are out of
 * sequence.
 *
 * Context: Any context.  Caller must serialise access to @seq.
 * Return: true if it is.
 */
static inline bool gre2890_seq_is_old(const struct gre2890_seq *seq, u32 number)
{
	u32 ahead = number - seq->last;

	return ahead == 0 || ahead > 1U << 31;
}

/**
 * gre2890_seq_ring_bits() - return the size of the ring that a window needs
 * @conf: settings of the flow, mode window
 *
 * Context: Any context.
 * Return: bits, a power of two.
 */
static inline u32 gre2890_seq_ring_bits(const struct gre2890_seq_conf *conf)
{
	return max_t(u32, roundup_pow_of_two(conf->window), BITS_PER_LONG);
}

enum gre2890_seq_verdict
gre2890_seq_receive(struct gre2890_seq *seq,
		    const struct gre2890_seq_conf *conf,
		    const struct gre2890_seq_range *range, u64 now);
void gre2890_seq_waits(struct gre2890_seq *seq,
		       const struct gre2890_seq_range *range);
void gre2890_seq_release(struct gre2890_seq *seq,
			 const struct gre2890_seq_range *range, u64 now);
void gre2890_seq_restart(struct gre2890_seq *seq,
			 const struct gre2890_seq_range *range, u64 now);
unsigned long *gre2890_seq_set_ring(struct gre2890_seq *seq,
				    unsigned long *ring, u32 bits);

#endif /* GRE2890_SEQ_H */
