// SPDX-License-Identifier: GPL-2.0
#include <linux/bitops.h>
#include <linux/gre2890.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/time64.h>

#include "pure/liveness.h"

/* After flaps the hold grows up to so many times. */
#define HOLD_GROWTH	16
/* A request is not sent again before so many ns have passed. */
#define HINT_GAP	(GRE2890_KEEPALIVE_MIN * (u64)NSEC_PER_MSEC)

/* Has the last request no answer yet? */
static bool is_pending(const struct gre2890_liveness *live)
{
	return live->waiting & 1;
}

static u64 *sent_at(struct gre2890_liveness *live, u32 number)
{
	return &live->sent_at[number % GRE2890_LIVENESS_LATE];
}

/* Why can the carrier not be on? */
static u8 trouble(const struct gre2890_liveness *live,
		  const struct gre2890_liveness_conf *conf)
{
	if (live->misses >= conf->retries)
		return GRE2890_STATE_NO_ANSWER;
	if (conf->loss && gre2890_liveness_lost(live, conf) > conf->loss)
		return GRE2890_STATE_LOSS;
	if (conf->rtt && live->measured &&
	    live->rtt_smoothed > conf->rtt * (u64)NSEC_PER_MSEC)
		return GRE2890_STATE_LATENCY;
	return GRE2890_STATE_OK;
}

static void judge(struct gre2890_liveness *live,
		  const struct gre2890_liveness_conf *conf)
{
	u8 state = trouble(live, conf);

	if (state == GRE2890_STATE_OK) {
		if (live->good >= min_t(u32, live->need, conf->hold * HOLD_GROWTH))
			live->state = state;
		return;
	}
	if (live->state == GRE2890_STATE_OK) {
		live->need = clamp_t(u32, live->hold, conf->hold,
				     conf->hold * HOLD_GROWTH);
		live->hold = min_t(u32, live->need * 2,
				   conf->hold * HOLD_GROWTH);
		live->good = 0;
	}
	/* As many misses in a row as this takes are no late answers. */
	if (state == GRE2890_STATE_NO_ANSWER)
		live->good = 0;
	live->state = state;
}

/**
 * gre2890_liveness_start() - begin to ask, with nothing known about the peer
 * @live: the state
 * @conf: the settings
 *
 * Context: Any context.  Caller must serialise access to @live.
 */
void gre2890_liveness_start(struct gre2890_liveness *live,
			    const struct gre2890_liveness_conf *conf)
{
	memset(live, 0, sizeof(*live));
	live->state = GRE2890_STATE_OK;
	live->hold = conf->hold;
}

/*
 * Has a request since the first answer of the row been lost?  In form auth, late
 * answers are told apart, so wait for them: the round-trip time may be longer than the
 * interval.
 */
static bool breaks_row(const struct gre2890_liveness *live,
		       const struct gre2890_liveness_conf *conf, bool missed)
{
	u32 latest = live->number - GRE2890_LIVENESS_LATE;

	if (conf->form != GRE2890_KEEPALIVE_FORM_AUTH)
		return missed;
	return live->good && (s32)(latest - live->row) > 0 &&
	       live->lost[0] & 1ULL << (GRE2890_LIVENESS_LATE - 1);
}

/**
 * gre2890_liveness_ask() - account for the next request
 * @live: the state
 * @conf: the settings
 * @now: the time, in ns
 *
 * Call this when the request is due: the one before has had its time.
 *
 * Context: Any context.  Caller must serialise access to @live.
 * Return: the number of the request to send.
 */
u32 gre2890_liveness_ask(struct gre2890_liveness *live,
			 const struct gre2890_liveness_conf *conf, u64 now)
{
	bool missed = is_pending(live);

	live->lost[1] = live->lost[1] << 1 | live->lost[0] >> 63;
	live->lost[0] = live->lost[0] << 1 | missed;
	live->misses += missed && live->misses < U32_MAX;
	live->number++;
	live->asked = true;
	live->waiting = live->waiting << 1 | 1;
	live->twice <<= 1;
	if (breaks_row(live, conf, missed))
		live->good = 0;
	judge(live, conf);
	live->tried_at = now;
	*sent_at(live, live->number) = now;
	return live->number;
}

/**
 * gre2890_liveness_hint() - consider to ask before the time, as the path seems to fail
 * @live: the state
 * @now: the time, in ns
 *
 * A request that is sent again counts as one, so that hints, which anyone may forge,
 * add no misses.  It is sent again once, because errors about the request itself are
 * hints too.
 *
 * Context: Any context.  Caller must serialise access to @live.
 * Return: what to do.
 */
enum gre2890_liveness_hint gre2890_liveness_hint(struct gre2890_liveness *live,
						 u64 now)
{
	if (live->asked && now - live->tried_at < HINT_GAP)
		return GRE2890_LIVENESS_WAIT;
	if (!is_pending(live))
		return GRE2890_LIVENESS_ASK;
	if (live->twice & 1)
		return GRE2890_LIVENESS_WAIT;
	live->twice |= 1;
	live->tried_at = now;
	return GRE2890_LIVENESS_AGAIN;
}

/* Note that there is an answer to a request.  Return: false if there was one before. */
static bool mark_answered(struct gre2890_liveness *live, u32 number)
{
	u32 before = live->number - number;

	if (before >= GRE2890_LIVENESS_LATE || !(live->waiting & BIT(before)))
		return false;
	live->waiting &= ~BIT(before);
	if (before)
		live->lost[0] &= ~(1ULL << (before - 1));
	return true;
}

/*
 * After an outage the carrier would stay off for loss, until as many requests were
 * answered as had none.  So the outage does not count as loss.
 */
static void begin_row(struct gre2890_liveness *live, u32 number)
{
	live->row = number;
	if (live->state == GRE2890_STATE_NO_ANSWER)
		memset(live->lost, 0, sizeof(live->lost));
}

/*
 * Karn's algorithm: the answer to a request that was sent twice may be to either of
 * the two.  But the time since the first is the highest that it can be, so use it if it
 * is low: forged hints must not keep a high one.
 */
static void measure(struct gre2890_liveness *live, u32 number, u64 rtt)
{
	if (live->twice & BIT(live->number - number) &&
	    (!live->measured || rtt >= live->rtt_smoothed))
		return;
	live->rtt_last = rtt;
	if (!live->measured) {
		live->measured = true;
		live->rtt_smoothed = rtt;
		live->rtt_min = rtt;
		return;
	}
	live->rtt_smoothed = live->rtt_smoothed - live->rtt_smoothed / 8 +
			     rtt / 8;
	live->rtt_min = min(live->rtt_min, rtt);
}

/**
 * gre2890_liveness_answer() - account for an answer
 * @live: the state
 * @conf: the settings
 * @number: number of the request that it answers
 * @now: the time, in ns
 *
 * Context: Any context.  Caller must serialise access to @live.
 * Return: true if it is good; false if it answers none of the last 16 requests, or
 * is not the first one to do so.
 */
bool gre2890_liveness_answer(struct gre2890_liveness *live,
			     const struct gre2890_liveness_conf *conf,
			     u32 number, u64 now)
{
	bool was_ok = live->state == GRE2890_STATE_OK;

	if (!mark_answered(live, number))
		return false;
	live->answered = true;
	live->answered_at = now;
	live->misses = 0;
	if (!live->good)
		begin_row(live, number);
	live->good += live->good < U32_MAX;
	measure(live, number, now - *sent_at(live, number));
	judge(live, conf);
	if (was_ok && live->state == GRE2890_STATE_OK && live->hold > conf->hold)
		live->hold--;
	return true;
}

/**
 * gre2890_liveness_lost() - count the requests that have no answer
 * @live: the state
 * @conf: the settings
 *
 * Context: Any context.  Caller must serialise access to @live.
 * Return: how many of the last 100, those left out that may still get one: the last
 * one, or in form auth the last 16.
 */
unsigned int gre2890_liveness_lost(const struct gre2890_liveness *live,
				   const struct gre2890_liveness_conf *conf)
{
	u64 older = GENMASK_ULL(GRE2890_LIVENESS_LOSS - 64 - 1, 0);
	u64 open = 0;

	if (conf->form == GRE2890_KEEPALIVE_FORM_AUTH)
		open = live->waiting >> 1;
	return hweight64(live->lost[0] & ~open) +
	       hweight64(live->lost[1] & older);
}
