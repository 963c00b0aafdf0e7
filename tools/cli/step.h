/* SPDX-License-Identifier: GPL-2.0 */
/* One step of "apply": what it changes, and the request for it */
#ifndef GRE2890_STEP_H
#define GRE2890_STEP_H

#include "present.h"
#include "wanted.h"

struct nlmsghdr;

/*
 * In the order of execution.  Steps that need an inaccessible namespace are refused
 * before any other.
 */
enum step_type {
	STEP_REFUSE,
	STEP_DELETE,
	STEP_ADD,
	STEP_CHANGE,
	STEP_DEL_ADDR,
	STEP_ADD_ADDR,
};

/**
 * struct step - one request
 * @type: what it does
 * @netns: the device's network namespace, or NULL
 * @want: the tunnel as wanted; NULL: it is not
 * @have: the tunnel as it is; NULL: it is not there
 * @addr: the address
 * @name_taken: the kernel has refused it because of the name
 * @park: STEP_CHANGE: only set the received key to @key, to free the identity
 * @key: that key, in network byte order
 * @cycle: number of the cycle, which is done whole or not at all; 0: none
 * @done: the kernel has accepted it
 */
struct step {
	enum step_type type;
	const char *netns;
	struct wanted *want;
	const struct present *have;
	const struct addr *addr;
	bool name_taken;
	bool park;
	__u32 key;
	unsigned int cycle;
	bool done;
};

/**
 * step_change() - get the changes of a step
 * @step: the step, STEP_CHANGE
 * @data: set to the attributes for IFLA_INFO_DATA
 * @link: set to the attributes beside it
 *
 * Return: the alias to give, or NULL.
 */
const char *step_change(const struct step *step, struct attrs *data,
			struct attrs *link);

/**
 * step_undo() - get the changes that undo a step of a cycle
 * @step: the step, which may have been done in part
 * @data: set to the attributes for IFLA_INFO_DATA
 * @link: set to the attributes beside it
 *
 * Return: the alias to give, or NULL.
 */
const char *step_undo(const struct step *step, struct attrs *data,
		      struct attrs *link);

/**
 * step_refusal() - get the reason for a STEP_REFUSE
 * @step: the step, STEP_REFUSE
 */
const char *step_refusal(const struct step *step);

/**
 * step_name() - get the device's name of a step
 * @step: the step
 */
const char *step_name(const struct step *step);

/**
 * step_request() - write the request
 * @buf: NL_REQUEST_SIZE octets
 * @step: the step
 * @underlay: for a new tunnel elsewhere, number of the underlay's namespace there
 *
 * Return: the message.
 */
struct nlmsghdr *step_request(void *buf, const struct step *step, int underlay);

#endif /* GRE2890_STEP_H */
