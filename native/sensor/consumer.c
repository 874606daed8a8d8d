/* SPDX-License-Identifier: Apache-2.0 */
#include "consumer.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "faulty.h"
#include "cpu.h"

static void interrupt_only(int signal)
{
	(void)signal;
}

static void *consume(void *argument)
{
	struct rb_consumer *consumer = argument;
	struct rb_sensor *sensor = consumer->sensor;
	int error = 0;

	rb_begin_beating();
	if (sensor->ops->begin)
		consumer->begin_error = sensor->ops->begin(sensor);
	atomic_store(&consumer->begun, true);
	if (consumer->begin_error) {
		atomic_store(&consumer->finished, true);
		return NULL;
	}
	while (!error && !atomic_load_explicit(&sensor->stopping, memory_order_relaxed)) {
		rb_beat();
		error = sensor->ops->poll(sensor);
	}
	if (error) {
		/* Nobody reads any more: with this process the kernel lets go of every caller. */
		fprintf(stderr, "ringbench-sensor: %s: %s\n", sensor->ops->id, strerror(-error));
		_exit(4);
	}
	atomic_store(&consumer->finished, true);
	return NULL;
}

int rb_consumer_start(struct rb_consumer *consumer)
{
	/* Without SA_RESTART: a blocking call of the consumer returns EINTR when it is to stop. */
	struct sigaction action = { .sa_handler = interrupt_only };
	pthread_attr_t attributes;
	cpu_set_t set;
	int error;

	sigaction(SIGUSR1, &action, NULL);
	if (!consumer->sensor->ops->poll) {
		consumer->finished = true;
		return 0;
	}
	pthread_attr_init(&attributes);
	error = 0;
	if (consumer->cpu >= 0) {
		CPU_ZERO(&set);
		CPU_SET((unsigned int)consumer->cpu, &set);
		error = pthread_attr_setaffinity_np(&attributes, sizeof(set), &set);
	}
	if (!error)
		error = pthread_create(&consumer->thread, &attributes, consume, consumer);
	pthread_attr_destroy(&attributes);
	if (error)
		return rb_refuse_call(consumer->sensor->reply, rb_thread_or_affinity(error), error,
				      "start the consumer thread on CPU %d", consumer->cpu);
	while (!atomic_load(&consumer->begun))
		usleep(100);
	return consumer->begin_error;
}

void rb_consumer_stop(struct rb_consumer *consumer)
{
	if (!consumer->sensor->ops->poll)
		return;
	atomic_store(&consumer->sensor->stopping, true);
	while (!atomic_load(&consumer->finished)) {
		/* Again and again: a signal just before the blocking call is lost. */
		pthread_kill(consumer->thread, SIGUSR1);
		usleep(500);
	}
	pthread_join(consumer->thread, NULL);
}
