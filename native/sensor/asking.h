/* SPDX-License-Identifier: Apache-2.0 */
/* asking.h: what the sensors over native/framework share: the platform, its clients, and what they tell the workload. */
#ifndef RB_ASKING_H
#define RB_ASKING_H

#include "content_client.h"
#include "framework.h"
#include "sensor.h"

struct rb_asking {
	struct rb_framework framework;
	struct rb_content_client client; /* of each client's process */
	struct rb_sensor *sensor;
	bool quiet;         /* reports nothing: the kernel answers much in our place */
	uint32_t phase;     /* when the event in hand arrived */
	uint32_t index;
};

/* Starts clients that decide by the sensor's content. Deadline 1,000 ms, FAIL_OPEN. 0 or rb_refuse(). */
int rb_asking_open(struct rb_asking *asking, struct rb_sensor *sensor, int clients, uint32_t cached_percent);
/* A carrier's listener is a struct rb_asking. */
void rb_asking_arrived(void *asking);
void rb_asking_settled(void *asking, const struct rb_question *question, const struct rb_verdict *verdict);
/* CPU time of the clients. */
void rb_asking_statistics(struct rb_asking *asking);

#endif
