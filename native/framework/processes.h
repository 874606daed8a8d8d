/* SPDX-License-Identifier: Apache-2.0 */
/*
 * processes.h: clients as processes of their own. Each is forked, has its channel and no other, no descriptor but the
 * bell's, and dies with the broker. Start them before the carrier is opened: a group of fanotify or a listener of
 * seccomp that a client held open would keep callers waiting when the broker is dead.
 */
#ifndef RB_PROCESSES_H
#define RB_PROCESSES_H

#include <sys/types.h>

#include "client.h"
#include "refusal.h"

/* What runs in the client's process, until it is killed. Its exit status is what this returns. */
typedef int (*rb_client_main)(struct rb_connection *connection, int number, void *argument);

struct rb_client_process {
	pid_t pid;        /* 0: none, or reaped */
	int pid_fd;       /* readable when it is dead; -1 where the kernel has none (before Linux 5.3) */
	struct rb_channel *channel;
};

struct rb_client_processes {
	int count;
	bool spinning;
	struct rb_bell *bell;
	int bell_fd;      /* eventfd(2), not blocking */
	struct rb_client_process clients[RB_CLIENTS_MAX];
};

/* The bell; no client yet. 0 or rb_refuse_call(). */
int rb_processes_open(struct rb_client_processes *processes, bool spinning, struct rb_reply *reply);
/* One more, which runs `main` on the CPU of the caller (`cpu` < 0) or another. Its number, or rb_refuse_call(). */
int rb_processes_start(struct rb_client_processes *processes, rb_client_main main, void *argument, int cpu,
		       struct rb_reply *reply);
/* Whether it is dead; reaps it. */
bool rb_process_is_dead(struct rb_client_process *process);
void rb_process_kill(struct rb_client_process *process);
/* CPU time of those that live, split into user and system as coarsely as proc(5) knows. */
void rb_processes_cpu(const struct rb_client_processes *processes, uint64_t *user_ns, uint64_t *system_ns);
/* Kills and reaps all, and unmaps. */
void rb_processes_close(struct rb_client_processes *processes);

#endif
