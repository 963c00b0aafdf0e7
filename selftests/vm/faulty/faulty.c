// SPDX-License-Identifier: GPL-2.0
/*
 * A module for prove.sh only, which shows by it what the harness notices: as it is inserted, it
 * makes the one bug that is named, and does nothing else. What it leaves behind it is meant to.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/processor.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <net/net_namespace.h>

/* Longer than the detectors wait, with prove.sh's watchdog_thresh and hung_task_timeout_secs */
#define LOCKUP_JIFFIES (20 * HZ)
#define HANG_JIFFIES (30 * HZ)
#define RACE_MS (5 * MSEC_PER_SEC)

#define BLOCK_SIZE_OCTETS 100

static char *bug = "none";
module_param(bug, charp, 0);
MODULE_PARM_DESC(bug, "which one");

static int do_nothing(void)
{
	return 0;
}

static int do_warn(void)
{
	WARN_ON(1);
	return 0;
}

static int do_null_pointer(void)
{
	int *nowhere = NULL;

	OPTIMIZER_HIDE_VAR(nowhere);
	WRITE_ONCE(*nowhere, 1);
	return 0;
}

/* ---- memory ---- */

static int do_use_after_free(void)
{
	u8 *block = kzalloc(BLOCK_SIZE_OCTETS, GFP_KERNEL);
	u8 *again = block;

	if (!block)
		return -ENOMEM;
	OPTIMIZER_HIDE_VAR(again);
	kfree(block);
	READ_ONCE(*again);
	return 0;
}

static int do_out_of_bounds(void)
{
	size_t end = BLOCK_SIZE_OCTETS;
	u8 *block = kzalloc(end, GFP_KERNEL);

	if (!block)
		return -ENOMEM;
	OPTIMIZER_HIDE_VAR(end);
	READ_ONCE(block[end]);
	kfree(block);
	return 0;
}

static int do_leak(void)
{
	return kzalloc(BLOCK_SIZE_OCTETS, GFP_KERNEL) ? 0 : -ENOMEM;
}

static int do_list(void)
{
	struct list_head entry, list;

	INIT_LIST_HEAD(&list);
	list_add(&entry, &list);
	list_del(&entry);
	list_del(&entry);
	return 0;
}

static int do_refcount(void)
{
	refcount_t count = REFCOUNT_INIT(0);

	return refcount_dec_and_test(&count) ? -EINVAL : 0;
}

static void never_runs(struct timer_list *timer)
{
}

static int do_free_timer(void)
{
	struct timer_list *timer = kzalloc(sizeof(*timer), GFP_KERNEL);

	if (!timer)
		return -ENOMEM;
	timer_setup(timer, never_runs, 0);
	mod_timer(timer, jiffies + 3600 * HZ);
	kfree(timer);
	return 0;
}

/* ---- locks ---- */

static DEFINE_SPINLOCK(lock_a);
static DEFINE_SPINLOCK(lock_b);

static int do_lock_order(void)
{
	spin_lock(&lock_a);
	spin_lock(&lock_b);
	spin_unlock(&lock_b);
	spin_unlock(&lock_a);

	spin_lock(&lock_b);
	spin_lock(&lock_a);
	spin_unlock(&lock_a);
	spin_unlock(&lock_b);
	return 0;
}

static void take_lock(struct timer_list *timer)
{
	spin_lock(&lock_a);
	spin_unlock(&lock_a);
}

static DEFINE_TIMER(locking_timer, take_lock);

/* A softirq that interrupts the second part would wait for ever. */
static int do_lock_softirq(void)
{
	mod_timer(&locking_timer, jiffies);
	msleep(100);

	spin_lock(&lock_a);
	spin_unlock(&lock_a);
	return 0;
}

static int do_rcu(void)
{
	static int __rcu *pointer;

	rcu_dereference(pointer);
	return 0;
}

static int do_might_sleep(void)
{
	void *block;

	spin_lock(&lock_a);
	block = kmalloc(BLOCK_SIZE_OCTETS, GFP_KERNEL);
	spin_unlock(&lock_a);
	kfree(block);
	return 0;
}

static int do_schedule(void)
{
	preempt_disable();
	schedule_timeout_uninterruptible(1);
	preempt_enable();
	return 0;
}

static int do_lockup(void)
{
	unsigned long end = jiffies + LOCKUP_JIFFIES;

	preempt_disable();
	while (time_before(jiffies, end))
		cpu_relax();
	preempt_enable();
	return 0;
}

static int do_hang(void)
{
	schedule_timeout_uninterruptible(HANG_JIFFIES);
	return 0;
}

/* ---- data races ---- */

static int count(void *shared)
{
	unsigned long *counter = shared;

	while (!kthread_should_stop()) {
		(*counter)++;
		cond_resched();
	}
	return 0;
}

static int do_race(void)
{
	static unsigned long shared;
	struct task_struct *threads[2];
	int i;

	for (i = 0; i < ARRAY_SIZE(threads); i++) {
		threads[i] = kthread_create_on_cpu(count, &shared, i, "racer/%u");
		if (IS_ERR(threads[i]))
			return PTR_ERR(threads[i]);
		wake_up_process(threads[i]);
	}
	msleep(RACE_MS);
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		kthread_stop(threads[i]);
	return 0;
}

/* ---- references, those of the network namespace in which the module is inserted ---- */

static int do_keep_namespace(void)
{
	get_net(current->nsproxy->net_ns);
	return 0;
}

static int do_lose_tracker(void)
{
	struct net *net = current->nsproxy->net_ns;
	netns_tracker tracker;

	get_net_track(net, &tracker, GFP_KERNEL);
	put_net(net);
	return 0;
}

static int do_keep_device(void)
{
	netdevice_tracker tracker;

	netdev_hold(current->nsproxy->net_ns->loopback_dev, &tracker, GFP_KERNEL);
	return 0;
}

/* In the list of all modules, the next one is the one that was inserted before. */
static int do_keep_module(void)
{
	struct module *before = list_next_entry(THIS_MODULE, list);

	if (strcmp(before->name, "gre2890"))
		return -ENOENT;
	__module_get(before);
	return 0;
}

static const struct {
	const char *name;
	int (*make)(void);
} bugs[] = {
	{ "none", do_nothing },
	{ "warning", do_warn },
	{ "null-pointer", do_null_pointer },
	{ "use-after-free", do_use_after_free },
	{ "out-of-bounds", do_out_of_bounds },
	{ "leak", do_leak },
	{ "list", do_list },
	{ "refcount", do_refcount },
	{ "timer", do_free_timer },
	{ "lock-order", do_lock_order },
	{ "lock-softirq", do_lock_softirq },
	{ "rcu", do_rcu },
	{ "might-sleep", do_might_sleep },
	{ "schedule", do_schedule },
	{ "lockup", do_lockup },
	{ "hang", do_hang },
	{ "race", do_race },
	{ "namespace", do_keep_namespace },
	{ "tracker", do_lose_tracker },
	{ "device", do_keep_device },
	{ "module", do_keep_module },
};

static int __init faulty_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(bugs); i++) {
		if (!strcmp(bug, bugs[i].name)) {
			pr_info("bug '%s'\n", bug);
			return bugs[i].make();
		}
	}
	return -EINVAL;
}

module_init(faulty_init);

MODULE_DESCRIPTION("bugs, to see whether they are noticed");
MODULE_LICENSE("GPL");
