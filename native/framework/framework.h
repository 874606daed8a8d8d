/* SPDX-License-Identifier: Apache-2.0 */
/*
 * framework.h: a platform that asks: a broker, its clients' processes, and the carrier by which it holds callers. One
 * thread takes turns: it reads what callers ask, waits for clients, gives verdicts, and looks at deadlines. One framework
 * a process.
 */
#ifndef RB_FRAMEWORK_H
#define RB_FRAMEWORK_H

#include <time.h>

#include "broker.h"
#include "processes.h"

struct rb_framework_options {
	struct rb_policy policy;
	int clients;
	bool wants_path;  /* clients look at the path */
	bool spinning;    /* the broker never sleeps for callers; while clients decide it does, unless they spin too */
	bool clients_spin; /* nobody sleeps, so each client should have a CPU of its own */
	int client_cpu;   /* -1: where the caller of rb_framework_open() runs */
	rb_client_main client;
	void *argument;   /* to each client */
};

struct rb_framework;

/* How callers are held. Descriptors of -1 are none. */
struct rb_carrier_ops {
	/* Submits what callers ask, as much as there is at once; with `wait` sleeps until there is, or a signal. 0 or -errno. */
	int (*read)(void *carrier, struct rb_framework *framework, bool wait);
	/* Something else of its own descriptors is readable: objects have changed. NULL: there are none. */
	void (*attend)(void *carrier, struct rb_framework *framework);
	/* As in rb_broker_ops; the first and the last may be NULL: it knows no objects. */
	int (*hold)(void *carrier, const struct rb_question *question);
	void (*settle)(void *carrier, const struct rb_question *question, const struct rb_verdict *verdict);
	void (*let_go)(void *carrier, int hold);
};

struct rb_carrier {
	const struct rb_carrier_ops *ops;
	void *state;
	int fd;             /* readable when somebody asks */
	int attend_fds[2];  /* of attend() */
};

struct rb_framework {
	struct rb_broker broker;
	struct rb_client_processes processes;
	struct rb_carrier carrier;
	bool spinning;
	timer_t timer;      /* interrupts the thread that takes turns; made at its first */
	bool has_timer;
	bool ticking;
	uint32_t ticks_seen;
	uint64_t submitted_then;
};

/* Starts the clients. Before the carrier is opened, see processes.h. 0 or rb_refuse(). */
int rb_framework_open(struct rb_framework *framework, const struct rb_framework_options *options,
		      struct rb_reply *reply);
/* The carrier, from here on. */
void rb_framework_carry(struct rb_framework *framework, const struct rb_carrier *carrier);
/* One turn. Sleeps until something happens or a signal comes, unless it is to spin. 0 or -errno: it cannot go on. */
int rb_framework_turn(struct rb_framework *framework);
/* Gives every waiting caller a verdict and ends the clients. The carrier stays open: who opened it closes it. */
void rb_framework_close(struct rb_framework *framework);

#endif
