/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_lines.h: each event that a sensor tells of as a line of JSON with its fields:
 *   {"operation":N,"pid":N,"tid":N,"uid":N,"path":"..."}, each where the mechanism tells it, and "fault":ERRNO for a path that
 *   it could not read.
 */
#ifndef RB_EVENT_LINES_H
#define RB_EVENT_LINES_H

#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* From now on, of those whose path has `name` in it. */
void rb_write_event_lines(FILE *to, const char *sensor, const char *name);
/* Also of processes of that session, and of ended ones. 0: of no other. */
void rb_event_lines_of_session(pid_t session);
/* How many there were. */
uint64_t rb_event_lines(void);

#endif
