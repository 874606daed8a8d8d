/* SPDX-License-Identifier: Apache-2.0 */
/* module.h: the native test driver as a sensor, for the sensors that differ by who evaluates in it. */
#ifndef RB_MODULE_H
#define RB_MODULE_H

#include "driver_device.h"
#include "sensor.h"

/* The state of an attached one. */
struct rb_module {
	int fd;
	int cpus;
	uint32_t ring_records;
	size_t ring_bytes;
	char *rings; /* NULL: a mode without records */
	uint64_t null_hits_before;
};

/* 0, or rb_refuse(). */
int rb_module_attach(struct rb_sensor *sensor, enum rb_driver_hook hook, enum rb_driver_mode mode,
		     enum rb_driver_interpreter interpreter);
void rb_module_detach(struct rb_sensor *sensor);
/* 0, or -errno. */
int rb_module_counts(const struct rb_sensor *sensor, struct rb_driver_statistics *counts);
void rb_module_statistics(struct rb_sensor *sensor);
/* rb_sensor_ops.canary of a sensor that the driver may stop: refuses with why it did. */
int rb_module_runs_canary(struct rb_sensor *sensor, bool arm);

#endif
