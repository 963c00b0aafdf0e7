/* SPDX-License-Identifier: GPL-2.0 */
/* Limit of events per second */
#ifndef GRE2890_RATE_H
#define GRE2890_RATE_H

#include <linux/atomic.h>
#include <linux/math64.h>
#include <linux/time64.h>

/**
 * gre2890_rate_allows() - check whether one more event is within a limit
 * @due: state of the limit, 0 at first: when events at the limit's pace would be over,
 *	in ns
 * @now: the time, in ns
 * @limit: events per second, which may come all at once after a second without any
 *
 * Unlike ___ratelimit(), this refuses nothing because another CPU is counting, and
 * logs nothing.
 *
 * Context: Any context.
 * Return: true if the event is allowed; it counts then.
 */
static inline bool gre2890_rate_allows(atomic64_t *due, u64 now, u32 limit)
{
	s64 old = atomic64_read(due);
	u64 next;

	if (!limit)
		return false;
	do {
		next = max_t(u64, old, now) + div_u64(NSEC_PER_SEC, limit);
		if (next > now + NSEC_PER_SEC)
			return false;
	} while (!atomic64_try_cmpxchg(due, &old, next));
	return true;
}

#endif /* GRE2890_RATE_H */
