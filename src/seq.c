// SPDX-License-Identifier: GPL-2.0
#include "seq.h"

/**
 * gre2890_seq_accept() - is a packet in sequence?
 * @state: the flow's state, which an accepted number moves on
 * @seq: the packet's number
 *
 * Strict order: the last number and the 2^31 - 1 before it are out of
 * sequence, everything else is newer; what was lost between is not waited for.
 *
 * Context: any; the caller serialises access to @state.
 * Return: true to decapsulate, false to discard.
 */
bool gre2890_seq_accept(struct gre2890_seq *state, u32 seq)
{
	u32 ahead = seq - state->last;

	if (state->synced && (ahead == 0 || ahead > 1U << 31))
		return false;
	state->last = seq;
	state->synced = true;
	return true;
}
