/* SPDX-License-Identifier: GPL-2.0 */
/* The request that a step of "apply" sends in the namespace of the device */
#ifndef GRE2890_STEP_H
#define GRE2890_STEP_H

struct nlmsghdr;
struct step;

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
