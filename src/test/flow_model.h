/* SPDX-License-Identifier: GPL-2.0 */
/* What becomes of a flow's packets, as simple as can be */
#ifndef GRE2890_FLOW_MODEL_H
#define GRE2890_FLOW_MODEL_H

#include <linux/types.h>

struct gre2890_seq_conf;

#define STEPS		24	/* that a model lives for */
#define BUFFER		4	/* settings of every flow */
#define WINDOW		8
#define TIMEOUT		1000

/**
 * struct flow_model - what should be
 * @mode: enum gre2890_seq_mode
 * @now: the time, set before each call
 * @synced: a number has passed
 * @last: the one that passed last
 * @reach: how many numbers before it are of this flow, as far as WINDOW
 * @seen: those that have passed, of this flow and in reach of the window
 * @nseen: how many those are
 * @wait: those that wait, with the time when they came
 * @nwait: how many those are
 * @run: length of the row of ascending numbers out of sequence
 * @old: the latest of them
 * @passed_at: when a packet passed last
 * @resyncs: how often the flow began anew
 * @out: what passes
 * @nout: how many those are
 */
struct flow_model {
	u8	mode;
	u64	now;
	bool	synced;
	u32	last;
	u32	reach;
	u32	seen[WINDOW + 1];
	int	nseen;
	struct {
		u32	number;
		u64	since;
	}	wait[BUFFER + 1];
	int	nwait;
	u32	run;
	u32	old;
	u64	passed_at;
	u64	resyncs;
	u32	out[STEPS * 4];
	int	nout;
};

void flow_model_receive(struct flow_model *m,
			const struct gre2890_seq_conf *conf, u32 number);
void flow_model_expire(struct flow_model *m);

#endif /* GRE2890_FLOW_MODEL_H */
