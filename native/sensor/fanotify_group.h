/* SPDX-License-Identifier: Apache-2.0 */
/* fanotify_group.h: what the fanotify sensors share: a group with one mark on our private mount. */
#ifndef RB_FANOTIFY_GROUP_H
#define RB_FANOTIFY_GROUP_H

#include "caller.h"
#include "sensor.h"

struct rb_fanotify_group {
	int fd;
	struct rb_caller caller;
	_Alignas(8) char buffer[16384];
};

/*
 * Makes a group with the fanotify_init(2) `flags`, non-blocking for RB_BUSY_POLL, and marks the
 * mount that holds the targets for `mask`. Refuses anything that is not a mount of ours.
 */
int rb_fanotify_open(struct rb_sensor *sensor, unsigned int flags, uint64_t mask);
/* Bytes read into group->buffer; 0 when there was nothing, or a signal came. */
int rb_fanotify_read(struct rb_sensor *sensor);
/* The rule that an event with a descriptor meets; the sensor has content. */
int32_t rb_fanotify_evaluate(struct rb_sensor *sensor, int fd, int32_t tgid);
void rb_fanotify_close(struct rb_sensor *sensor);

#endif
