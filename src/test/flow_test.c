// SPDX-License-Identifier: GPL-2.0
/*
 * Compare a flow with a model, by random schedules
 *
 * A sender numbers packets.  The path loses, repeats and delays them.  Now and then
 * the sender restarts its numbers.  The test has its own clock.  After each step, the
 * packets that passed must be those of the model (flow_model.c), in the same order.
 */
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/prandom.h>

#include "data/answer.h"
#include "data/decap.h"
#include "data/drop.h"
#include "data/event.h"
#include "data/flow.h"
#include "data/gso.h"
#include "data/wait.h"
#include "pure/header.h"
#include "state/budget.h"
#include "state/flow.h"
#include "state/netns.h"
#include "state/tunnel.h"
#include "flow_model.h"

#define SCHEDULES	1000000	/* for each mode */
#define PACKETS		64	/* that the sender keeps to send late or again */
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

#include "state/budget.c"
#include "data/flow.c"
#include "data/wait.c"

/**
 * struct bench - a flow and its model
 * @test: the case
 * @rnd: state of the random numbers for the schedule
 * @model: expected state
 * @flow: the flow under test
 * @conf: its settings
 * @pool: packets to reuse
 * @got: numbers that have passed
 * @ngot: length of @got
 * @dropped: number of packets dropped
 * @sent: number of packets received
 * @next: the sender's next number
 * @held: numbers that it may send late or again
 * @nheld: how many numbers it has put there
 */
struct bench {
	struct kunit		*test;
	struct rnd_state	rnd;
	struct flow_model	model;
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

/* ---- functions that the flow calls ---- */

static void give_back(struct sk_buff *skb)
{
	skb_trim(skb, 0);
	__skb_queue_head(&bench->pool, skb);
}

void gre2890_decap(struct gre2890_conf *conf,
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

void gre2890_event_resync(const struct gre2890_resync *resync)
{
}

void gre2890_answer_queued(struct gre2890_conf *conf,
			   struct sk_buff_head *answers)
{
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
	bench->model.now = fake_time;
	flow_model_receive(&bench->model, &bench->conf.seq, number);
}

static void pass_time(void)
{
	u64 until = fake_time + below(TIMEOUT / 2);

	while (timer_due && timer_due <= until) {
		fake_time = timer_due;
		timer_due = 0;
		timer_expired(&bench->flow->timer);
		bench->model.now = fake_time;
		flow_model_expire(&bench->model);
	}
	fake_time = until;
}

/* One random action of the sender or the path */
static void take_step(void)
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
	const struct gre2890_seq_counts *counts = &bench->flow->seq_state.counts;
	struct gre2890_reorder *buffer = &bench->flow->buffer;
	const struct flow_model *m = &bench->model;
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

	KUNIT_ASSERT_EQ(bench->test, 0,
			gre2890_flow_ring_alloc(&bench->conf.seq, &ring));
	bench->conf.generation++;
	rtnl_lock();
	gre2890_flow_stop(flow);
	gre2890_flow_set(flow, &bench->conf, ring);
	rtnl_unlock();
	memset(&flow->seq_state.counts, 0, sizeof(flow->seq_state.counts));

	prandom_seed_state(&bench->rnd, seed);
	memset(&bench->model, 0, sizeof(bench->model));
	bench->model.mode = bench->conf.seq.mode;
	bench->ngot = 0;
	bench->dropped = 0;
	bench->sent = 0;
	bench->nheld = 0;
	bench->next = below(4) * 0x40000000U - below(4);
}

/* Return: the step at which flow and model disagree, STEPS if they do not. */
static int run_schedule(void)
{
	int step;

	local_bh_disable();
	for (step = 0; step < STEPS; step++) {
		take_step();
		if (!agree())
			break;
	}
	local_bh_enable();
	return step;
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
	reorder_memory_host = U32_MAX;

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
	int i, step;

	KUNIT_ASSERT_NOT_NULL(test, dev);
	set_up(test, dev, mode);
	for (i = 0; i < SCHEDULES; i++) {
		bench->conf.seq.resync_packets = i % 3 == 1 ? RESYNC : 0;
		bench->conf.seq.resync_idle = i % 3 == 2 ? IDLE : 0;
		begin(i);
		step = run_schedule();
		KUNIT_ASSERT_EQ_MSG(test, step, STEPS, "seed %d, step %d", i,
				    step);
		cond_resched();
	}
	rtnl_lock();
	gre2890_flow_stop(bench->flow);
	rtnl_unlock();
	KUNIT_EXPECT_EQ(test, 0, atomic_long_read(&fake_netns.reorder_used));
	KUNIT_EXPECT_EQ(test, 0, gre2890_budget_used());
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&fake_netns.reorder_flows));
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
