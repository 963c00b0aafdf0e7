/* SPDX-License-Identifier: GPL-2.0 */
/* Sending a plan to the kernel */
#ifndef GRE2890_SEND_H
#define GRE2890_SEND_H

#include <stdbool.h>
#include <stddef.h>

struct plan;

/**
 * struct sending - state of sending a plan
 * @keep_going: a refusal does not stop it
 * @loaded: the module was loaded at the start
 * @last: there is no later round, so each refusal is reported
 * @done: number of requests that the kernel has granted
 * @more: another round is necessary
 * @added: a device was created
 * @status: exit status
 */
struct sending {
	bool keep_going;
	bool loaded;
	bool last;
	size_t done;
	bool more;
	bool added;
	int status;
};

/**
 * send_plan() - send a plan, in batches
 * @s: its state
 * @plan: the plan
 *
 * Reports each refusal once, beginning with those of the plan itself.
 */
void send_plan(struct sending *s, struct plan *plan);

/**
 * send_refusals() - report the plan's own refusals
 * @s: its status is set if there are any
 * @plan: the plan
 *
 * Return: index of the first step to send.
 */
size_t send_refusals(struct sending *s, struct plan *plan);

#endif /* GRE2890_SEND_H */
