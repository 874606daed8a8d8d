/* SPDX-License-Identifier: Apache-2.0 */
/* events.c: which operation of the workload an event belongs to, by path or by inode. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "sensor.h"

int rb_subject_of_path(const char *path)
{
	const char *name = strrchr(path, '/');
	long subject;
	char *end;

	name = name ? name + 1 : path;
	if (!strcmp(name, "canary"))
		return RB_CANARY_SUBJECT;
	if ((name[0] != 'f' && name[0] != 'x') || !isdigit((unsigned char)name[1]))
		return -1;
	subject = strtol(name + 1, &end, 10);
	return *end == '\0' && subject < RB_OPEN_FILES ? (int)subject : -1;
}

int rb_subject_of_inode(const struct rb_shared *shared, uint64_t inode)
{
	uint64_t guess = inode - shared->inodes[0];

	if (inode == shared->canary_inode)
		return RB_CANARY_SUBJECT;
	if (guess < shared->subject_count && shared->inodes[guess] == inode)
		return (int)guess;
	for (uint32_t i = 0; i < shared->subject_count; i++)
		if (shared->inodes[i] == inode)
			return (int)i;
	return -1;
}

void rb_deliver_record(struct rb_shared *shared, const struct rb_record *record)
{
	int64_t now_ns = 0;
	int subject;

	if (rb_phase(shared) == RB_PHASE_DELIVERY)
		now_ns = rb_clock_ns();
	subject = record->path_len > 0 ? rb_subject_of_path(record->path) : -1;
	if (subject == RB_CANARY_SUBJECT) {
		/* Content that finds nothing, or something else, was not evaluated as it should be. */
		if (record->rule == (int32_t)shared->rule_count - 1)
			rb_count_canary(shared);
		return;
	}
	if (subject < 0) {
		shared->foreign++;
		return;
	}
	if (now_ns) {
		uint32_t index = rb_newest_on(shared, (uint32_t)subject);

		/* An event of the block before belongs to no operation of this one. */
		if (index < RB_SAMPLES && (int64_t)record->hook_ns >= shared->samples[index].start_ns)
			rb_stamp_delivery(shared, index, now_ns);
	}
	rb_count_event(shared);
}

int rb_refusal_is_canary(struct rb_sensor *sensor, bool arm)
{
	(void)sensor;
	(void)arm;
	return !arm;
}
