/* SPDX-License-Identifier: Apache-2.0 */
/* consumer.h: the thread of a sensor process that polls its sensor until it is told to stop. */
#ifndef RB_CONSUMER_H
#define RB_CONSUMER_H

#include <pthread.h>

#include "sensor.h"

struct rb_consumer {
	struct rb_sensor *sensor;
	int cpu; /* it is pinned to that one; -1: to none */
	pthread_t thread;
	atomic_bool begun;
	int begin_error;
	atomic_bool finished;
};

/* From the return on the sensor's begin() has run. 0, or rb_refuse(). A poll() that fails later ends the process (4). */
int rb_consumer_start(struct rb_consumer *consumer);
void rb_consumer_stop(struct rb_consumer *consumer);

#endif
