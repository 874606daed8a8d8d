/* SPDX-License-Identifier: Apache-2.0 */
/*
 * beside.h: a sensor for everybody's operations, beside a program that it did not choose: `ringbench-sensor print` and
 * `ringbench-sensor report`.
 */
#ifndef RB_BESIDE_H
#define RB_BESIDE_H

#include <stdio.h>

#include "consumer.h"
#include "content_file.h"

/* Paths that are refused end so. */
#define RB_DENIED_END "777"

struct rb_beside {
	struct rb_sensor sensor;
	const struct rb_hook_ops *hook_ops; /* NULL: it puts nothing into the program */
	struct rb_hook hook;
	struct rb_small_content content;
	struct rb_consumer consumer;
	bool preloads;          /* its hook is a library that the program loads */
	bool denies;            /* refuses TARGETS/ *DENIED*RB_DENIED_END (without the blank) */
	const char *targets, *denied;
	const char *directory;  /* where an ordinary user's programs find the library */
	FILE *out;              /* where events go */
	char **program;         /* NULL: none is started */
	unsigned int limit_seconds; /* of the program, which dies with us; 0: it is without a limit and lives on */
	int control[2];         /* the sensor's end, the hook's end */
	int go[2];
	pid_t child;            /* the program; 0: none */
};

/* `targets` is set before. Ends the process where there is no memory. */
void rb_beside_init(struct rb_beside *beside, const char *id, enum rb_operation operation);
/* Whether it is able to do what is asked, and makes its content. 0 or rb_refuse(). */
int rb_beside_choose(struct rb_beside *beside, const char *id);
/* Attaches it, and lets the program go once it is. 0 or rb_refuse(); the program may run then. */
int rb_beside_start(struct rb_beside *beside);
void rb_beside_stop(struct rb_beside *beside);

#endif
