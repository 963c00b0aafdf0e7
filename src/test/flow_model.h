/* SPDX-License-Identifier: GPL-2.0 */
/* A simple model of a flow */
#ifndef GRE2890_FLOW_MODEL_H
#define GRE2890_FLOW_MODEL_H

#include <linux/types.h>

struct gre2890_seq_conf;

#define STEPS		24	/* in the life of a model */
#define BUFFER		4	/* settings of every flow */
#define WINDOW		8
#define TIMEOUT		1000

/**
 * struct flow_model - expected state of a flow
 * @mode: enum gre2890_seq_mode
 * @now: the time, set before each call
 * @synced: a number has passed
 * @last: the number that passed last
 * @reach: how many numbers before @last belong to this flow, up to WINDOW
 * @seen: numbers of this flow that have passed and are within the window
 * @nseen: length of @seen
 * @wait: waiting packets, with their time of arrival
 * @nwait: length of @wait
 * @run: length of the run of ascending numbers out of sequence
 * @old: the latest of that run
 * @passed_at: when a packet passed last
 * @resyncs: how often the flow was resynchronised
 * @out: numbers that have passed
 * @nout: length of @out
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
