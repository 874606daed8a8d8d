/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act.h: what the files of ringbench-act share: the options, the operations and their targets. The program does what
 * sensors of other makers are to see, and says what happened in fact. It may run under a tracer, a preloaded library
 * or a sandbox, so it calls the C library as any program does.
 */
#ifndef RB_ACT_H
#define RB_ACT_H

#include <limits.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Indexes of targets are below it: five digits, so that a name fits into the 15 characters of a comm. */
#define RB_ACT_TARGETS 100000u

enum rb_act_exit {
	RB_ACT_DONE = 0,
	RB_ACT_MISUSED = 2, /* an option is wrong; standard error says which */
	RB_ACT_UNABLE = 3,  /* the machine refused something; standard error says what, and the remedy */
};

/* What an operation is done to now. */
struct rb_act_target {
	char path[PATH_MAX];
	char *digits;               /* in the path, of the index */
	uint32_t index;
	struct sockaddr_in address; /* connect: 127.(64 + bits 16 and up).(bits 8 to 15).(bits 0 to 7) of the index */
	int client;                 /* connect: the socket of the last operation */
};

struct rb_act_operation {
	const char *name;
	bool files;   /* its targets are files */
	bool program; /* they are programs */
	bool port;    /* they are addresses at which a listener is */
	/* What is timed: 0, or the errno that the caller of the operation sees. */
	int (*run)(struct rb_act_target *target);
	/* Afterwards, not timed. NULL: nothing to do. */
	void (*restore)(struct rb_act_target *target);
};

struct rb_act_options {
	const struct rb_act_operation *operation;
	const char *directory, *nonce;
	const char *program; /* NULL: ringbench-true, from beside this program */
	const char *out;     /* where the JSON goes */
	const char *stamps;  /* NULL: none */
	uint32_t first, targets;
	uint32_t count;
	double rate;         /* operations per second; 0: each when the one before is done */
	int64_t limit_ns;    /* 0: none */
	int cpu;             /* -1: any */
	uint16_t port;
};

/* NULL: there is none of that name. */
const struct rb_act_operation *rb_act_find_operation(const char *name);
/* Prepares for rb_act_aim(), which says to what the next operation is done. */
void rb_act_begin(struct rb_act_target *target, const struct rb_act_options *options);
void rb_act_aim(struct rb_act_target *target, uint32_t index);

/* Options of argv[2] and up, checked for the command argv[1]. 0, or RB_ACT_MISUSED after one sentence on stderr. */
int rb_act_take_options(struct rb_act_options *options, int argc, char **argv);

/* The commands; each returns the exit status. */
int rb_act_prepare(const struct rb_act_options *options);
int rb_act_remove(const struct rb_act_options *options);
int rb_act_run(const struct rb_act_options *options);
int rb_act_listen(const struct rb_act_options *options);

/* Says on stderr what of `path` failed, and what to do. Returns RB_ACT_UNABLE. */
int rb_act_refuse_file(int error, const char *what, const char *path);
/* PATH.tmp, to be renamed to PATH: whoever reads PATH sees all or nothing. NULL after a sentence on stderr. */
FILE *rb_act_create_file(const char *path);
/* Closes and renames it. 0, or RB_ACT_UNABLE after a sentence on stderr. */
int rb_act_publish_file(FILE *file, const char *path);

#endif
