// SPDX-License-Identifier: GPL-2.0
/*
 * src/pure/liveness.c: requests, answers and hints in any order, with any settings,
 * beside a list of all requests
 */
#include "../../src/pure/liveness.c"
#include "input.h"

#define REQUESTS	4096

/**
 * struct peer - the state, and what is known besides
 * @live: the state
 * @conf: the settings
 * @now: the time
 * @sent_at: when something was sent last
 * @has_answer: whether a request has an answer, by number less @base
 * @base: the number before the first
 * @again: the last request was sent again
 * @count: requests
 * @forgiven: so many of them do not count as lost, as they were part of an outage
 */
struct peer {
	struct gre2890_liveness		live;
	struct gre2890_liveness_conf	conf;
	u64				now;
	u64				sent_at;
	bool				again;
	bool				has_answer[REQUESTS + 1];
	u32				base;
	u32				count;
	u32				forgiven;
};

static unsigned int lost(const struct peer *p)
{
	u32 n = p->count > GRE2890_LIVENESS_LOSS ?
		p->count - GRE2890_LIVENESS_LOSS : 1;
	unsigned int sum = 0;
	u32 end = p->count;

	/* An answer to one of these may still come. */
	if (p->conf.form == GRE2890_KEEPALIVE_FORM_AUTH)
		end = end > GRE2890_LIVENESS_LATE ?
		      end - GRE2890_LIVENESS_LATE + 1 : 0;
	for (n = max_t(u32, n, p->forgiven + 1); n < end; n++)
		sum += !p->has_answer[n];
	return sum;
}

static void check(const struct peer *p, u8 before)
{
	const struct gre2890_liveness *live = &p->live;
	bool missed = live->misses >= p->conf.retries;
	bool loses = p->conf.loss && lost(p) > p->conf.loss;
	bool held = live->good < min(live->need, p->conf.hold * 16);
	bool late = p->conf.rtt && live->measured &&
		    live->rtt_smoothed > p->conf.rtt * 1000000ULL;

	must(gre2890_liveness_lost(live, &p->conf) == lost(p));
	must(live->misses <= p->count && live->good <= p->count);
	must(live->need <= 16 * 255 && live->hold <= 16 * 255);
	must(!live->measured || live->rtt_min <= live->rtt_last);
	must(!live->measured || live->rtt_min <= live->rtt_smoothed);
	switch (live->state) {
	case GRE2890_STATE_OK:
		must(!missed && !loses && !late);
		must(before == GRE2890_STATE_OK || !held);
		break;
	case GRE2890_STATE_NO_ANSWER:
	case GRE2890_STATE_LOSS:
	case GRE2890_STATE_LATENCY:
		must(missed || loses || late || held);
		must(!missed || live->state == GRE2890_STATE_NO_ANSWER);
		break;
	default:
		must(!"a state of liveness");
	}
}

static void ask(struct peer *p)
{
	u8 before = p->live.state;

	if (p->count == REQUESTS)
		return;
	p->count++;
	p->sent_at = p->now;
	/* At time 0 it counts as sent again. */
	p->again = !p->now;
	must(gre2890_liveness_ask(&p->live, &p->conf, p->now) ==
	     p->base + p->count);
	check(p, before);
}

static void answer(struct peer *p, u32 number)
{
	u32 n = number - p->base, misses = p->live.misses;
	bool first = !p->live.good;
	u8 before = p->live.state;
	bool good = n && n <= p->count &&
		    p->count - n < GRE2890_LIVENESS_LATE && !p->has_answer[n];

	must(gre2890_liveness_answer(&p->live, &p->conf, number, p->now) == good);
	if (!good) {
		must(p->live.state == before && p->live.misses == misses);
		return;
	}
	p->has_answer[n] = true;
	if (first && before == GRE2890_STATE_NO_ANSWER)
		p->forgiven = p->count - 1;
	must(!p->live.misses && p->live.answered_at == p->now);
	check(p, before);
}

/* A hint asks at once, again once, or not at all, and says nothing about the peer. */
static void hint(struct peer *p)
{
	struct gre2890_liveness was = p->live;
	enum gre2890_liveness_hint what =
		gre2890_liveness_hint(&p->live, p->now);

	must(was.state == p->live.state && was.misses == p->live.misses &&
	     was.number == p->live.number && was.good == p->live.good);
	if (what == GRE2890_LIVENESS_WAIT) {
		must(p->count &&
		     (p->again || p->now - p->sent_at < 100 * 1000000ULL));
		return;
	}
	must(!p->count || p->now - p->sent_at >= 100 * 1000000ULL);
	must((!p->count || p->has_answer[p->count]) ==
	     (what == GRE2890_LIVENESS_ASK));
	p->sent_at = p->now;
	p->again = true;
	if (what == GRE2890_LIVENESS_ASK)
		ask(p);
}

static void configure(struct peer *p, struct input *in)
{
	p->conf = (struct gre2890_liveness_conf) {
		.retries = 1 + take(in, 1) % 255,
		.hold = 1 + take(in, 1) % 255,
		.loss = take(in, 1) % 100,
		.rtt = take(in, 2) % 60001,
		.form = take(in, 1) % 3,
	};
}

static void start(struct peer *p, struct input *in)
{
	memset(p->has_answer, 0, sizeof(p->has_answer));
	gre2890_liveness_start(&p->live, &p->conf);
	must(p->live.state == GRE2890_STATE_OK && !gre2890_liveness_lost(&p->live, &p->conf));
	p->base = -take(in, 1);
	p->live.number = p->base;
	p->count = 0;
	p->forgiven = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, data + size };
	struct peer p = {};

	configure(&p, &in);
	start(&p, &in);
	while (in.at < in.end) {
		u8 kind = take(&in, 1);
		u8 more = kind >> 3;

		p.now += more * 7 * 1000000ULL;
		switch (kind & 7) {
		case 0:
		case 1:
		case 2:
			ask(&p);
			break;
		case 3:
			answer(&p, p.base + p.count);
			break;
		case 4:
			answer(&p, p.base + p.count - more);
			break;
		case 5:
			hint(&p);
			break;
		case 6:
			answer(&p, take(&in, 4));
			break;
		case 7:
			configure(&p, &in);
			if (more & 1)
				start(&p, &in);
			break;
		}
	}
	return 0;
}
