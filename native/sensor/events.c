/* SPDX-License-Identifier: Apache-2.0 */
/* events.c: which operation of the workload an event belongs to, by path or by inode. */
#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "faulty.h"
#include "histogram.h"
#include "sensor.h"

void (*rb_tell)(const struct rb_record *record, const char *path);

int rb_target_of_path(const char *path)
{
	const char *name = strrchr(path, '/');
	long target;
	char *end;

	name = name ? name + 1 : path;
	if (!strcmp(name, "canary"))
		return RB_CANARY_TARGET;
	if (!strchr("fgx", name[0]) || !isdigit((unsigned char)name[1]))
		return -1;
	target = strtol(name + 1, &end, 10);
	return *end == '\0' && target < RB_TARGETS ? (int)target : -1;
}

static int target_of_descriptor(const struct rb_shared *shared, uint32_t fd)
{
	uint32_t target = fd - RB_FIRST_DESCRIPTOR(shared->operation);

	return target < shared->target_count ? (int)target :
	       target == shared->target_count ? RB_CANARY_TARGET : -1;
}

static int target_of_address(const struct rb_shared *shared, const struct rb_record *record)
{
	struct sockaddr_in address; /* the port of IPv6 is at the same place */

	if (record->path_len < (int32_t)sizeof(address))
		return -1;
	memcpy(&address, record->path, sizeof(address));
	if (address.sin_family != AF_INET && address.sin_family != AF_INET6)
		return -1;
	return rb_target_of_key(shared, ntohs(address.sin_port));
}

int rb_target_of_record(const struct rb_shared *shared, const struct rb_record *record)
{
	switch (record->operation) {
	case RB_CONNECT:
	case RB_CONNECT6:
		return target_of_address(shared, record);
	case RB_NULL_CALL:
		return record->flags < shared->target_count ? (int)record->flags :
		       record->flags == shared->target_count ? RB_CANARY_TARGET : -1;
	case RB_EXIT:
		return rb_target_of_key(shared, record->tgid);
	case RB_WRITE:
	case RB_MMAP_EXEC:
		if (record->path_len <= 0)
			return target_of_descriptor(shared, record->flags);
		/* fall through */
	default:
		return record->path_len > 0 ? rb_target_of_path(record->path) : -1;
	}
}

int rb_target_of_key(const struct rb_shared *shared, uint64_t key)
{
	uint64_t guess = key - shared->keys[0];

	if (key == shared->canary_key)
		return RB_CANARY_TARGET;
	if (guess < shared->target_count && shared->keys[guess] == key)
		return (int)guess;
	for (uint32_t i = 0; i < shared->target_count; i++)
		if (shared->keys[i] == key)
			return (int)i;
	return -1;
}

/*
 * Which operation it was, of the many on the same target that may wait: the newest that had begun when
 * the hook ran, or, where nothing says when that was, the next after the event before, as queues keep
 * the order; RB_NO_INDEX where an overflow broke that, and for an event of the block before.
 */
#define RB_NO_INDEX UINT32_MAX
static uint32_t next_in_order(struct rb_shared *shared, const struct rb_event *event)
{
	const uint32_t last = shared->last_index;

	shared->last_index = last + (((uint32_t)event->target - last) & (shared->target_count - 1));
	return shared->last_index;
}

/* `ordered`: of next_in_order(), where the hook gives no time. */
static uint32_t index_of(struct rb_shared *shared, const struct rb_event *event, uint32_t ordered)
{
	const uint32_t count = shared->target_count, current = rb_in_flight(shared);
	const uint32_t behind = (current - (uint32_t)event->target) & (count - 1);
	uint32_t index = current - behind;

	if (current == UINT32_MAX || behind > current)
		return RB_NO_INDEX;
	if (!event->hook_ns)
		return !shared->lost_unknown && ordered <= current ? ordered : RB_NO_INDEX;
	while (shared->samples[index % RB_SAMPLES].start_ns > event->hook_ns) {
		if (index < count || current - index > RB_SAMPLES - 2 * count)
			return RB_NO_INDEX;
		index -= count;
	}
	return index;
}

static void record_delay(struct rb_shared *shared, const struct rb_event *event, uint32_t ordered)
{
	uint32_t index;

	if (shared->workload_tid == RB_EVERY_THREAD)
		return; /* which thread's it was, nobody says */
	index = index_of(shared, event, ordered);
	if (index != RB_NO_INDEX)
		rb_histogram_add(&shared->delays,
				 event->arrived_ns - shared->samples[index % RB_SAMPLES].intended_ns);
}

void rb_deliver_event(struct rb_shared *shared, const struct rb_event *event)
{
	uint32_t ordered;

	if (rb_phase(shared) == RB_PHASE_PROGRAMS) {
		rb_count_event(shared);
		return;
	}
	rb_check_alert(shared, event->target, event->rule);
	if (event->target == RB_CANARY_TARGET) {
		/* Content that finds nothing, or something else, was not evaluated as it should be. */
		if (event->rule == (int32_t)shared->rule_count - 1)
			rb_count_canary(shared);
		return;
	}
	if (event->target < 0) {
		shared->foreign++;
		return;
	}
	/* Of every event, timed or not: the order is that of all of them. */
	ordered = event->hook_ns ? 0 : next_in_order(shared, event);
	if (event->arrived_ns && rb_phase(shared) == RB_PHASE_LOAD)
		record_delay(shared, event, ordered);
	else if (event->arrived_ns)
		rb_stamp_delivery(shared, index_of(shared, event, ordered), event->arrived_ns);
	rb_count_event(shared);
}

void rb_deliver_record(struct rb_shared *shared, const struct rb_record *record)
{
	const struct rb_event event = {
		.arrived_ns = rb_arrival_ns(shared),
		.target = rb_target_of_record(shared, record),
		.rule = record->rule,
		.hook_ns = (int64_t)record->hook_ns,
	};

	if (rb_tell)
		rb_tell(record, NULL);
	rb_deliver_event(shared, &event);
}

int rb_refusal_is_canary(struct rb_sensor *sensor, bool arm)
{
	(void)sensor;
	(void)arm;
	return !arm;
}

int rb_arm_next(struct rb_sensor *sensor, bool arm)
{
	if (arm)
		atomic_store(&sensor->armed, true);
	return 0; /* whoever reads the events counts it */
}

int rb_next_or_canary(struct rb_sensor *sensor)
{
	return atomic_exchange(&sensor->armed, false) ? RB_CANARY_TARGET :
							rb_next_target(sensor->shared);
}
