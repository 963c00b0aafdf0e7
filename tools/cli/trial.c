// SPDX-License-Identifier: GPL-2.0
#include <unistd.h>

#include "error.h"
#include "json_file.h"
#include "link.h"
#include "netns.h"
#include "order.h"
#include "plan.h"
#include "trial.h"

/* The name of a tunnel that is there is free once that is deleted. */
static bool is_name_taken(const struct step *step)
{
	int netns = step->netns ? netns_open(step->netns) : -1;
	char text[LINK_TAKEN_SIZE];
	const struct wanted *t = step->want;
	const char *reason = link_taken_by_other(netns, t->name, text);

	if (netns >= 0)
		close(netns);
	if (reason)
		json_file_say(t->file, t->object, "%s: %s", t->name, reason);
	return reason;
}

int trial(const struct plan *plan, const struct wanted_list *want,
	  const struct present_list *have)
{
	bool refused = have && order_conflicts(want, have);
	size_t i;

	for (i = 0; i < plan->count; i++)
		if (plan->steps[i].type == STEP_ADD)
			refused |= is_name_taken(&plan->steps[i]);
	return refused ? CLI_REFUSED : CLI_DONE;
}
