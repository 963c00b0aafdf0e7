/* SPDX-License-Identifier: GPL-2.0 */
/* Sequence numbers on receipt: RFC 2890 2.2 */
#ifndef GRE2890_SEQ_H
#define GRE2890_SEQ_H

#include <linux/gre2890.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/types.h>

#include "pure/seq_conf.h"

/**
 * struct gre2890_seq_counts - how numbers came
 * @in_order: next to the highest before them, or the flow began with them
 * @gaps: further ahead than that
 * @lost: numbers that will not be waited for any more
 * @late: passed after a higher one (mode window)
 * @reordered: after a higher one, and put in their place (mode reorder)
 * @timeouts: times that the timeout ended a wait
 * @overflows: times that a full buffer did
 * @limits: times that the namespace's limit did
 * @host_limits: times that the host's did
 * @resyncs: times that the numbers of a peer that began anew were taken up
 *
 * @in_order, @gaps, @late and @reordered are all that were taken; each of them
 * is counted once, when it arrives.
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
 * struct gre2890_seq - what a receiver remembers of a flow
 * @last: the number passed on last; counts only if @synced
 * @top: the highest number that has arrived, @last or one that waits
 * @old: the latest of a run of numbers out of sequence; counts if @run
 * @run: length of that run, whose numbers ascend
 * @synced: a number has been seen; a flag of its own, since every value of
 *	@last is a number that a running flow may have
 * @passed_at: when a number passed last, in ns; kept only for resync_idle
 * @seen: a ring with a bit for each of the last @bits numbers; NULL outside of
 *	mode window
 * @bits: size of the ring, a power of two
 * @counts: how numbers came
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
 * @GRE2890_SEQ_PASS: pass it on; those that waited for it follow
 * @GRE2890_SEQ_WAIT: ahead of the next number: let it wait, then call
 *	gre2890_seq_waits()
 * @GRE2890_SEQ_RESYNC: pass on all that waits, then this one after
 *	gre2890_seq_restart()
 * @GRE2890_SEQ_OLD: out of sequence: drop it
 * @GRE2890_SEQ_DUPLICATE: its number has passed: drop it
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
 * @count: how many: more than one in a packet that stands for all the segments
 *	which will be, or were, made of it
 */
struct gre2890_seq_range {
	u32	first;
	u32	count;
};

/**
 * gre2890_seq_is_old() - is a number out of sequence?
 * @seq: the flow's state, synchronised
 * @number: the number
 *
 * RFC 2890 2.2: the last number and the 2^31 - 1 before it are.
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
 * gre2890_seq_ring_bits() - how large a ring a window needs
 * @conf: how the flow is treated, mode window
 *
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
