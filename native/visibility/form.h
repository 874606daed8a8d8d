/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form.h: an operation in one of its forms: a row of data and one function. A form is tried several times, each time by a
 * process of its own and on a target of its own, so that an event belongs to a try by the name or by the process.
 */
#ifndef RB_FORM_H
#define RB_FORM_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Operations as sensors name them; FORM_OPERATIONS: their number. */
enum form_operation { FORM_OPEN, FORM_EXEC, FORM_CONNECT, FORM_WRITE, FORM_RENAME, FORM_MMAP_EXEC, FORM_OPERATIONS };

enum {
	FORM_ROOT = 1,    /* needs capabilities; all others are done as an ordinary user */
	FORM_STATIC = 2,  /* done by the static build */
	FORM_RACE = 4,    /* what happens is a matter of time: it has many tries */
	FORM_CANARY = 8,  /* front or end canary: any sensor of the operation has to see it */
	FORM_EACH_CPU = 16, /* a try for each CPU, on that CPU */
};

#define FORM_REASON 160
#define FORM_PATH PATH_MAX

/* What a try found out. Shared between the processes that take part; kept in the file of state. */
struct form_outcome {
	int32_t begun;     /* 1: it was tried */
	int32_t pid, tid;  /* who has the object in its hands: the expected actor */
	int32_t other;     /* process that took part and is not the actor; 0: none */
	int32_t uid;
	int32_t error;     /* errno of the operation; 0: it was done */
	int32_t happened;  /* 1: its effect was seen: content read, file changed, program ran, connection made */
	int32_t decoy;     /* 1: the object was the decoy, by its content */
	int32_t handed;    /* 1: the actor did not open it, somebody else did */
	char reason[FORM_REASON]; /* why this kernel, CPU or library has no such form; empty: it has */
	char program[FORM_REASON]; /* what an exec has to run where that is no path below the directory; empty: the target */
};

struct form_try {
	const struct form *form;
	const struct form_options *options;
	int number;        /* from 0 */
	int cpu;           /* of canaries on each CPU */
	char name[32];     /* last part of the target's name; unique among all tries of a run of the command */
	char path[FORM_PATH]; /* the target, absolute */
	char alias[FORM_PATH]; /* another name of the same object; empty: there is none */
	char decoy[FORM_PATH]; /* another object, which may be named by mistake; empty: there is none */
	uint32_t address;  /* of connects, in host order: 127.64.0.0 and up */
	struct form_outcome *outcome;
};

struct form {
	const char *id;
	const char *title;
	enum form_operation operation;
	unsigned int flags;
	/* Names what is elsewhere than the target beside all others, the same each time. NULL: nothing is. */
	void (*aim)(struct form_try *attempt);
	/* Makes what the form needs, before any sensor watches. NULL: the target alone. 0 or errno. */
	int (*prepare)(struct form_try *attempt);
	/* Does it, as the actor. 0, an errno, or FORM_LACKS with a reason. */
	int (*act)(struct form_try *attempt);
	/* Whether the effect is there, when no sensor watches any more. NULL: act() saw it itself. */
	bool (*verify)(struct form_try *attempt);
};

#define FORM_LACKS (-1)

struct form_options {
	const char *directory; /* absolute; targets are in FORM_TARGETS, and other names of them in FORM_OTHERS below it */
	const char *run;       /* first four characters of all names */
	const char *state;     /* file of outcomes */
	const char *program;   /* a small program that exits with 0: ringbench-true */
	const char *forms;     /* ids, separated by commas; "all" */
	enum form_operation operation;
	int tries, race_tries;
	bool denied;           /* names end in FORM_DENIED_SUFFIX, which the sensor refuses */
	int targets;           /* descriptor of the directory of targets, so that no form has to open it; in `run` */
	uint16_t port;         /* of the listener, on all of 127.0.0.0/8 */
};

#define FORM_TARGETS "t"
#define FORM_OTHERS "a"
/* With --denied all targets end so, and DIRECTORY/t/ *RUN*777 (without the blank) is what a sensor has to refuse. */
#define FORM_DENIED_SUFFIX "777"

extern const struct form forms[];
extern const int form_count;

/* The actor's identity, once it is known to be another than the one that act() runs in. */
void form_actor_is(struct form_try *attempt, pid_t pid, pid_t tid);
/* FORM_LACKS, with the reason. */
__attribute__((format(printf, 2, 3))) int form_lacks(struct form_try *attempt, const char *format, ...);
/* A mistake of ENOSYS is that the kernel lacks the form. Else the errno as it is. */
int form_error(struct form_try *attempt, int error, const char *call);
/* Notes by the content which object a descriptor is of, and closes it. 0 or errno. */
int form_read_target(struct form_try *attempt, int fd);
/* Opens no file: mknod(2) and truncate(2) where content is not asked for. 0 or errno. */
int form_make_file(const char *path, const char *content);
int form_make_target(struct form_try *attempt);
/* The content that a file of that path has. */
void form_content(char *content, size_t size, const char *path);
/* A path in FORM_OTHERS. */
void form_elsewhere(const struct form_try *attempt, char *path, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* As an ordinary user where we may choose. 0 or errno. */
int form_drop_rights(void);
bool form_is_static(void);

#endif
