// SPDX-License-Identifier: GPL-2.0
/*
 * A flow against a model, by random schedules
 *
 * A sender numbers packets; the path loses, repeats and delays them; now and then
 * the sender begins anew.  Time is the test's own.  The model is what a reader of
 * RFC 2890 2.2 would keep on paper: a list of what waits, searched from end to end.
 * After each step, packets that passed have to be those of the model, in its order.
 */
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/prandom.h>

#include "../flow.h"
#include "../genl.h"
#include "../gso.h"
#include "../header.h"
#include "../netns.h"
#include "../rx.h"
#include "../stats.h"
#include "../tunnel.h"

#define SCHEDULES	1000000	/* of each mode */
#define STEPS		24
#define PACKETS		64	/* that the sender keeps to send late or again */
#define BUFFER		4
#define WINDOW		8
#define TIMEOUT		1000
#define IDLE		3000
#define RESYNC		3

static u64 fake_time;
static u64 timer_due;
static struct gre2890_netns fake_netns;

static void fake_start(u64 due)
{
	timer_due = due;
}

#define ktime_get_ns()			fake_time
#define ktime_get_coarse_ns()		fake_time
#define hrtimer_start(timer, due, mode)	fake_start(ktime_to_ns(due))
#define hrtimer_is_queued(timer)	(timer_due != 0)
#define hrtimer_cancel(timer)		fake_start(0)
#define hrtimer_try_to_cancel(timer)	fake_start(0)
#define gre2890_gso_numbers(skb)	1
#define gre2890_netns(net)		(&fake_netns)

#include "../flow.c"

/**
 * struct model - what should be
 * @mode: enum gre2890_seq_mode
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
struct model {
	u8	mode;
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

/**
 * struct bench - a flow beside its model
 * @test: the case
 * @rnd: what the schedule is made from
 * @model: what should be
 * @flow: what is
 * @conf: its settings
 * @pool: packets to use again
 * @got: numbers that have passed
 * @ngot: how many those are
 * @dropped: packets dropped
 * @sent: packets received
 * @next: the sender's number
 * @held: numbers that it may send late or again
 * @nheld: how many it has put there
 */
struct bench {
	struct kunit		*test;
	struct rnd_state	rnd;
	struct model		model;
	struct gre2890_flow	*flow;
	struct gre2890_conf	conf;
	struct sk_buff_head	pool;
	u32			got[STEPS * 4];
	int			ngot;
	int			dropped;
	int			sent;
	u32			next;
	u32			held[PACKETS];
	int			nheld;
};

static struct bench *bench;

/* ---- what the flow calls ---- */

static void give_back(struct sk_buff *skb)
{
	skb_trim(skb, 0);
	__skb_queue_head(&bench->pool, skb);
}

void gre2890_rx_payload(const struct gre2890_conf *conf,
			const struct gre2890_hdr *hdr, struct sk_buff *skb,
			struct gre2890_lane *lane)
{
	if (bench->ngot < ARRAY_SIZE(bench->got))
		bench->got[bench->ngot++] = hdr->seq;
	give_back(skb);
}

void gre2890_drop(struct net_device *dev, struct sk_buff *skb,
		  enum gre2890_stat stat)
{
	bench->dropped++;
	give_back(skb);
}

void gre2890_genl_tell_resync(const struct gre2890_resync *resync)
{
}

/* ---- the model ---- */

static bool is_old(const struct model *m, u32 number)
{
	u32 ahead = number - m->last;

	return ahead == 0 || ahead > 0x80000000;
}

static void model_pass(struct model *m, u32 number)
{
	m->out[m->nout++] = number;
	m->passed_at = fake_time;
	m->run = 0;
	if (m->mode == GRE2890_SEQ_MODE_WINDOW)
		m->seen[m->nseen++] = number;
}

static void model_begin(struct model *m, u32 number)
{
	m->nseen = 0;
	m->reach = 0;
	m->synced = true;
	m->last = number;
	model_pass(m, number);
}

/* The lowest of those that wait passes. */
static void model_release(struct model *m)
{
	int i, lowest = 0;

	for (i = 1; i < m->nwait; i++)
		if ((s32)(m->wait[i].number - m->wait[lowest].number) < 0)
			lowest = i;
	m->last = m->wait[lowest].number;
	model_pass(m, m->last);
	m->nwait--;
	for (i = lowest; i < m->nwait; i++)
		m->wait[i] = m->wait[i + 1];
}

static void model_follow(struct model *m)
{
	int i;

again:
	for (i = 0; i < m->nwait; i++)
		if (m->wait[i].number == m->last + 1) {
			model_release(m);
			goto again;
		}
}

static void model_time(struct model *m)
{
	bool expired = false;
	int i;

again:
	for (i = 0; i < m->nwait; i++)
		if (fake_time - m->wait[i].since >= TIMEOUT) {
			model_release(m);
			expired = true;
			goto again;
		}
	if (expired)
		model_follow(m);
}

static bool model_has_seen(const struct model *m, u32 number)
{
	int i;

	/* All before the first count as seen. */
	if (m->last - number > m->reach)
		return true;
	for (i = 0; i < m->nseen; i++)
		if (m->seen[i] == number)
			return true;
	return false;
}

/* The window moves on: the numbers behind it may come again after a wrap. */
static void model_advance(struct model *m, u32 number)
{
	int i, kept = 0;

	m->reach = min(m->reach + min(number - m->last, WINDOW), WINDOW);
	m->last = number;
	for (i = 0; i < m->nseen; i++)
		if (m->last - m->seen[i] < WINDOW)
			m->seen[kept++] = m->seen[i];
	m->nseen = kept;
}

static void model_old(struct model *m, const struct gre2890_seq_conf *conf,
		      u32 number)
{
	u32 ahead = number - m->old;

	if (m->mode == GRE2890_SEQ_MODE_WINDOW && m->last - number < WINDOW &&
	    !model_has_seen(m, number)) {
		u32 run = m->run;

		model_pass(m, number);
		m->run = run;
		return;
	}
	m->run = m->run && ahead != 0 && ahead <= 0x80000000 ? m->run + 1 : 1;
	m->old = number;
	if ((conf->resync_packets && m->run >= conf->resync_packets) ||
	    (conf->resync_idle &&
	     fake_time - m->passed_at >= conf->resync_idle)) {
		while (m->nwait)
			model_release(m);
		m->resyncs++;
		model_begin(m, number);
	}
}

static void model_receive(struct model *m, const struct gre2890_seq_conf *conf,
			  u32 number)
{
	int i;

	if (!m->synced) {
		model_begin(m, number);
		return;
	}
	if (is_old(m, number)) {
		model_old(m, conf, number);
		return;
	}
	m->run = m->mode == GRE2890_SEQ_MODE_REORDER ? m->run : 0;
	if (m->mode != GRE2890_SEQ_MODE_REORDER || number == m->last + 1) {
		model_advance(m, number);
		model_pass(m, number);
		model_follow(m);
		return;
	}
	for (i = 0; i < m->nwait; i++)
		if (m->wait[i].number == number)
			return;
	m->wait[m->nwait].number = number;
	m->wait[m->nwait++].since = fake_time;
	while (m->nwait > BUFFER) {
		model_release(m);
		model_follow(m);
	}
}

/* ---- schedules ---- */

static u32 below(u32 ceiling)
{
	return prandom_u32_state(&bench->rnd) % ceiling;
}

static void receive(u32 number)
{
	struct gre2890_hdr hdr = {
		.flags = GRE_SEQ,
		.seq = number,
		.len = 8,
	};
	struct sk_buff *skb = __skb_dequeue(&bench->pool);

	gre2890_hdr_write(skb_put(skb, 8), &hdr);
	bench->sent++;
	gre2890_flow_receive(bench->flow, &bench->conf, &hdr, skb);
	model_receive(&bench->model, &bench->conf.seq, number);
}

static void pass_time(void)
{
	u64 until = fake_time + below(TIMEOUT / 2);

	while (timer_due && timer_due <= until) {
		fake_time = timer_due;
		timer_due = 0;
		timer_expired(&bench->flow->timer);
		model_time(&bench->model);
	}
	fake_time = until;
}

/* What the sender does, and the path */
static void step(void)
{
	u32 what = below(100);

	if (what < 45)
		receive(bench->next++);
	else if (what < 60)
		bench->held[bench->nheld++ % PACKETS] = bench->next++;
	else if (what < 80 && bench->nheld)
		receive(bench->held[below(min(bench->nheld, PACKETS))]);
	else if (what < 90)
		bench->next += 1 + below(3);
	else if (what < 93)
		receive(bench->next - 1);
	else if (what < 96)
		bench->next = below(4) * 0x40000000U - below(4);
	else if (what < 97)
		fake_time += IDLE;
	pass_time();
}

static bool agree(void)
{
	const struct gre2890_seq_counts *counts = &bench->flow->seq.counts;
	struct gre2890_reorder *buffer = &bench->flow->buffer;
	const struct model *m = &bench->model;
	u64 since = fake_time;

	gre2890_reorder_oldest(buffer, &since);
	return bench->ngot == m->nout &&
	       !memcmp(bench->got, m->out, m->nout * sizeof(*m->out)) &&
	       buffer->count == m->nwait && m->nwait <= BUFFER &&
	       fake_time - since < TIMEOUT &&
	       bench->sent == bench->ngot + bench->dropped + m->nwait &&
	       counts->in_order + counts->gaps + counts->late +
	       counts->reordered == bench->ngot + m->nwait &&
	       counts->resyncs == m->resyncs;
}

static void begin(u64 seed)
{
	struct gre2890_flow *flow = bench->flow;
	unsigned long *ring;

	prandom_seed_state(&bench->rnd, seed);
	memset(&bench->model, 0, sizeof(bench->model));
	bench->model.mode = bench->conf.seq.mode;
	bench->ngot = 0;
	bench->dropped = 0;
	bench->sent = 0;
	bench->nheld = 0;
	bench->next = below(4) * 0x40000000U - below(4);

	KUNIT_ASSERT_EQ(bench->test, 0,
			gre2890_flow_ring_alloc(&bench->conf.seq, &ring));
	bench->conf.generation++;
	gre2890_flow_set(flow, &bench->conf, ring);
	memset(&flow->seq.counts, 0, sizeof(flow->seq.counts));
}

static void set_up(struct kunit *test, struct net_device *dev, u8 mode)
{
	struct gre2890_tunnel *tunnel = netdev_priv(dev);
	struct sk_buff *skb;
	int i;

	bench = kunit_kzalloc(test, sizeof(*bench), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, bench);
	bench->flow = gre2890_flow_alloc(dev);
	KUNIT_ASSERT_NOT_NULL(test, bench->flow);
	bench->test = test;
	bench->conf.seq = (struct gre2890_seq_conf) {
		.mode = mode,
		.window = WINDOW,
		.buffer = BUFFER,
		.timeout = TIMEOUT,
	};
	rcu_assign_pointer(tunnel->conf, &bench->conf);
	fake_netns.reorder_memory = U32_MAX;

	__skb_queue_head_init(&bench->pool);
	for (i = 0; i <= BUFFER; i++) {
		skb = alloc_skb(8, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, skb);
		give_back(skb);
	}
}

static void run_schedules(struct kunit *test, u8 mode)
{
	struct net_device *dev = alloc_netdev(sizeof(struct gre2890_tunnel),
					      "test%d", NET_NAME_UNKNOWN,
					      ether_setup);
	int i, j;

	KUNIT_ASSERT_NOT_NULL(test, dev);
	set_up(test, dev, mode);
	for (i = 0; i < SCHEDULES; i++) {
		bench->conf.seq.resync_packets = i % 3 == 1 ? RESYNC : 0;
		bench->conf.seq.resync_idle = i % 3 == 2 ? IDLE : 0;
		begin(i);
		for (j = 0; j < STEPS; j++) {
			step();
			KUNIT_ASSERT_TRUE_MSG(test, agree(),
					      "seed %d, step %d", i, j);
		}
		gre2890_flow_stop(bench->flow);
		cond_resched();
	}
	KUNIT_EXPECT_EQ(test, 0, atomic_long_read(&fake_netns.reorder_used));
	__skb_queue_purge(&bench->pool);
	gre2890_flow_free(bench->flow);
	free_netdev(dev);
}

static void strict_is_the_model(struct kunit *test)
{
	run_schedules(test, GRE2890_SEQ_MODE_STRICT);
}

static void window_is_the_model(struct kunit *test)
{
	run_schedules(test, GRE2890_SEQ_MODE_WINDOW);
}

static void reorder_is_the_model(struct kunit *test)
{
	run_schedules(test, GRE2890_SEQ_MODE_REORDER);
}

static struct kunit_case flow_cases[] = {
	KUNIT_CASE_SLOW(strict_is_the_model),
	KUNIT_CASE_SLOW(window_is_the_model),
	KUNIT_CASE_SLOW(reorder_is_the_model),
	{}
};

static struct kunit_suite flow_suite = {
	.name = "flow",
	.test_cases = flow_cases,
};

kunit_test_suite(flow_suite);
