// SPDX-License-Identifier: GPL-2.0
/*
 * What a reader of RFC 2890 2.2 would keep on paper: a list of waiting packets,
 * searched from end to end
 */
#include <linux/minmax.h>

#include "pure/seq.h"
#include "state/conf.h"
#include "flow_model.h"

static bool is_old(const struct flow_model *m, u32 number)
{
	u32 ahead = number - m->last;

	return ahead == 0 || ahead > 0x80000000;
}

static void pass(struct flow_model *m, u32 number)
{
	m->out[m->nout++] = number;
	m->passed_at = m->now;
	m->run = 0;
	if (m->mode == GRE2890_SEQ_MODE_WINDOW)
		m->seen[m->nseen++] = number;
}

static void begin(struct flow_model *m, u32 number)
{
	m->nseen = 0;
	m->reach = 0;
	m->synced = true;
	m->last = number;
	pass(m, number);
}

/* Pass the waiting packet with the lowest number. */
static void release(struct flow_model *m)
{
	int i, lowest = 0;

	for (i = 1; i < m->nwait; i++)
		if ((s32)(m->wait[i].number - m->wait[lowest].number) < 0)
			lowest = i;
	m->last = m->wait[lowest].number;
	pass(m, m->last);
	m->nwait--;
	for (i = lowest; i < m->nwait; i++)
		m->wait[i] = m->wait[i + 1];
}

static void follow(struct flow_model *m)
{
	int i;

again:
	for (i = 0; i < m->nwait; i++)
		if (m->wait[i].number == m->last + 1) {
			release(m);
			goto again;
		}
}

/**
 * flow_model_expire() - pass packets whose timeout has expired
 * @m: the model
 */
void flow_model_expire(struct flow_model *m)
{
	bool expired = false;
	int i;

again:
	for (i = 0; i < m->nwait; i++)
		if (m->now - m->wait[i].since >= TIMEOUT) {
			release(m);
			expired = true;
			goto again;
		}
	if (expired)
		follow(m);
}

static bool has_seen(const struct flow_model *m, u32 number)
{
	int i;

	/* All numbers before the first count as seen. */
	if (m->last - number > m->reach)
		return true;
	for (i = 0; i < m->nseen; i++)
		if (m->seen[i] == number)
			return true;
	return false;
}

/* Move the window.  Numbers behind it may come again after a wrap. */
static void advance(struct flow_model *m, u32 number)
{
	int i, kept = 0;

	m->reach = min(m->reach + min(number - m->last, WINDOW), WINDOW);
	m->last = number;
	for (i = 0; i < m->nseen; i++)
		if (m->last - m->seen[i] < WINDOW)
			m->seen[kept++] = m->seen[i];
	m->nseen = kept;
}

static void receive_old(struct flow_model *m,
			const struct gre2890_seq_conf *conf, u32 number)
{
	u32 ahead = number - m->old;

	if (m->mode == GRE2890_SEQ_MODE_WINDOW && m->last - number < WINDOW &&
	    !has_seen(m, number)) {
		u32 run = m->run;

		pass(m, number);
		m->run = run;
		return;
	}
	m->run = m->run && ahead != 0 && ahead <= 0x80000000 ? m->run + 1 : 1;
	m->old = number;
	if ((conf->resync_packets && m->run >= conf->resync_packets) ||
	    (conf->resync_idle &&
	     m->now - m->passed_at >= conf->resync_idle)) {
		while (m->nwait)
			release(m);
		m->resyncs++;
		begin(m, number);
	}
}

/**
 * flow_model_receive() - receive a packet
 * @m: the model
 * @conf: settings of the flow
 * @number: the packet's number
 */
void flow_model_receive(struct flow_model *m,
			const struct gre2890_seq_conf *conf, u32 number)
{
	int i;

	if (!m->synced) {
		begin(m, number);
		return;
	}
	if (is_old(m, number)) {
		receive_old(m, conf, number);
		return;
	}
	m->run = m->mode == GRE2890_SEQ_MODE_REORDER ? m->run : 0;
	if (m->mode != GRE2890_SEQ_MODE_REORDER || number == m->last + 1) {
		advance(m, number);
		pass(m, number);
		follow(m);
		return;
	}
	for (i = 0; i < m->nwait; i++)
		if (m->wait[i].number == number)
			return;
	m->wait[m->nwait].number = number;
	m->wait[m->nwait++].since = m->now;
	while (m->nwait > BUFFER) {
		release(m);
		follow(m);
	}
}
