/* SPDX-License-Identifier: Apache-2.0 */
#include "monitored_thread.h"

#include <signal.h>
#include <stddef.h>

static void *run(void *argument)
{
	struct rb_monitored_thread *thread = argument;

	pthread_mutex_lock(&thread->mutex);
	while (!thread->ending) {
		if (!thread->work) {
			pthread_cond_wait(&thread->changed, &thread->mutex);
			continue;
		}
		/* The caller waits, so nobody contends for the mutex while it works. */
		thread->result = thread->work(thread->argument);
		thread->work = NULL;
		pthread_cond_broadcast(&thread->changed);
	}
	pthread_mutex_unlock(&thread->mutex);
	return NULL;
}

int rb_monitored_thread_start(struct rb_monitored_thread *thread)
{
	sigset_t all, before;
	int error;

	pthread_mutex_init(&thread->mutex, NULL);
	pthread_cond_init(&thread->changed, NULL);
	thread->work = NULL;
	thread->ending = false;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&thread->thread, NULL, run, thread);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	thread->started = !error;
	return -error;
}

int rb_monitored_thread_call(struct rb_monitored_thread *thread, int (*work)(void *), void *argument)
{
	int result;

	if (!thread->started)
		return work(argument);
	pthread_mutex_lock(&thread->mutex);
	thread->argument = argument;
	thread->work = work;
	pthread_cond_broadcast(&thread->changed);
	while (thread->work)
		pthread_cond_wait(&thread->changed, &thread->mutex);
	result = thread->result;
	pthread_mutex_unlock(&thread->mutex);
	return result;
}

void rb_monitored_thread_stop(struct rb_monitored_thread *thread)
{
	if (!thread->started)
		return;
	pthread_mutex_lock(&thread->mutex);
	thread->ending = true;
	pthread_cond_broadcast(&thread->changed);
	pthread_mutex_unlock(&thread->mutex);
	pthread_join(thread->thread, NULL);
	pthread_mutex_destroy(&thread->mutex);
	pthread_cond_destroy(&thread->changed);
	thread->started = false;
}
