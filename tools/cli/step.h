/* SPDX-License-Identifier: GPL-2.0 */
/* One step of "apply": what it changes, and the request for it */
#ifndef GRE2890_STEP_H
#define GRE2890_STEP_H

#include "present.h"
#include "wanted.h"

struct nlmsghdr;

/*
 * In the order in which they are done.  What needs a namespace that cannot be entered
 * is refused before anything is done.
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
 * @park: STEP_CHANGE: change nothing but the key that is received, to @key, so
 *	that the identity is free
 * @key: that key, in network byte order
 * @cycle: number of the steps that are all done or none, or 0
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
 * step_change() - what a step changes
 * @step: the step, STEP_CHANGE
 * @data: set to what goes into IFLA_INFO_DATA
 * @link: set to what goes beside it
 *
 * Return: the alias to give, or NULL.
 */
const char *step_change(const struct step *step, struct attrs *data,
			struct attrs *link);

/**
 * step_undo() - what takes a step of a circle back
 * @step: the step, which may have been done in part
 * @data: set to what goes into IFLA_INFO_DATA
 * @link: set to what goes beside it
 *
 * Return: the alias to give, or NULL.
 */
const char *step_undo(const struct step *step, struct attrs *data,
		      struct attrs *link);

/**
 * step_refusal() - say why a step is refused before anything is done
 * @step: the step, STEP_REFUSE
 */
const char *step_refusal(const struct step *step);

/**
 * step_name() - name of the device that a step is about
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
