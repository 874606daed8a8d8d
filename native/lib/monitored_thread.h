/* SPDX-License-Identifier: Apache-2.0 */
/*
 * monitored_thread.h: a thread that does the caller's work and ends with a block, for hooks that
 * cannot be taken back from a thread. Not started, calls run on the caller's own thread.
 */
#ifndef RB_MONITORED_THREAD_H
#define RB_MONITORED_THREAD_H

#include <pthread.h>
#include <stdbool.h>

struct rb_monitored_thread {
	bool started;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	int (*work)(void *argument);  /* NULL: none */
	void *argument;
	int result;
	bool ending;
};

/* It inherits CPU, mount name space and timer slack of the caller, and takes no signals. */
int rb_monitored_thread_start(struct rb_monitored_thread *thread);
/* Runs `work` there and waits for it. */
int rb_monitored_thread_call(struct rb_monitored_thread *thread, int (*work)(void *), void *argument);
void rb_monitored_thread_stop(struct rb_monitored_thread *thread);

#endif
