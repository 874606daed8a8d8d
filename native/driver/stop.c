// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * stop.c: switching a sensor off from inside. At once its events are let through; a moment later, where one may
 * sleep, its hook is taken out of the kernel; and its content is marked bad, so that a client that starts again with
 * the same finds it refused, and the machine is not in a loop.
 */
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "check.h"
#include "driver.h"

#define MARKS 16u

static struct {
	size_t size;
	u32 checksum;
} marks[MARKS];
static u32 marked;
static DEFINE_SPINLOCK(marking);

static const char *const reasons[] = {
	[RB_STOP_OUTSIDE] = "its interpreter asked for something outside",
	[RB_STOP_FAULT] = "its interpreter met a fault",
	[RB_STOP_BUDGET] = "an event took longer than its budget",
	[RB_STOP_HEARTBEAT] = "its client does not beat",
};

/* By all its bytes: what the header says of them is not believed. */
bool rb_is_marked_bad(const struct rb_content *content, size_t size)
{
	u32 checksum = rb_checksum(content, size), i;
	unsigned long flags;
	bool bad = false;

	spin_lock_irqsave(&marking, flags);
	for (i = 0; i < min(marked, MARKS); i++)
		bad |= marks[i].size == size && marks[i].checksum == checksum;
	spin_unlock_irqrestore(&marking, flags);
	return bad;
}

/* A client that does not beat says nothing of its content. */
void rb_mark_bad(const struct rb_client *client)
{
	unsigned long flags;
	u32 checksum;

	if (client->stopped == RB_RUNS || client->stopped == RB_STOP_HEARTBEAT ||
	    rb_is_marked_bad(client->content, client->content_size))
		return;
	checksum = rb_checksum(client->content, client->content_size);
	spin_lock_irqsave(&marking, flags);
	marks[marked % MARKS].size = client->content_size;
	marks[marked++ % MARKS].checksum = checksum;
	spin_unlock_irqrestore(&marking, flags);
}

static void take_out(struct work_struct *work)
{
	rb_take_out();
}
static DECLARE_WORK(taking_out, take_out);

void rb_stop(struct rb_client *client, enum rb_driver_stop why)
{
	if (cmpxchg(&client->stopped, RB_RUNS, why) != RB_RUNS)
		return;
	pr_warn("ringbench: the sensor is switched off: %s\n", reasons[why]);
	schedule_work(&taking_out);
}

void rb_stop_finish(void)
{
	cancel_work_sync(&taking_out);
}
