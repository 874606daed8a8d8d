/* SPDX-License-Identifier: Apache-2.0 */
/*
 * describe.c: what each sensor is able to do, from the tables by which it does it. What cannot be seen there
 * (where it decides, what it may be compared with) is in the descriptors of dev.ringbench.platform.linux.
 */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "sensor.h"
#include "workload.h"

/* The bystander last. */
static const enum rb_operation order[RB_OPERATIONS] = {
	RB_OPEN, RB_EXEC, RB_CONNECT, RB_CONNECT6, RB_WRITE, RB_RENAME, RB_UNLINK, RB_MMAP_EXEC, RB_EXIT,
	RB_NULL_CALL, RB_STAT,
};

static const char *const modes[] = {
	[RB_MODE_NONE] = "NONE", [RB_MODE_NOTIFY] = "NOTIFY", [RB_MODE_AUTH] = "AUTH",
};

static const struct rb_sensor_ops *find_sensor(const char *id)
{
	for (int i = 0; rb_sensors[i]; i++)
		if (!strcmp(rb_sensors[i]->id, id))
			return rb_sensors[i];
	return NULL;
}

static void print_operations(uint32_t operations)
{
	int count = 0;

	printf("\"operations\":[");
	for (int i = 0; i < RB_OPERATIONS; i++)
		if (operations & 1u << order[i])
			printf("%s\"%s\"", count++ ? "," : "", rb_workloads[order[i]]->name);
	printf("],");
}

/* `sensor` or `hook` may be NULL: it has no such half. */
static void print_sensor(const struct rb_sensor_ops *sensor, const struct rb_hook_ops *hook)
{
	const struct rb_abilities *can = sensor ? &sensor->can : &hook->can;
	int error = hook && hook->canary_errno ? hook->canary_errno : sensor ? sensor->canary_errno : 0;
	int times = sensor && sensor->canary_operations ? sensor->canary_operations : 1;

	printf("{\"id\":\"%s\",", sensor ? sensor->id : hook->id);
	print_operations(can->operations);
	printf("\"mode\":\"%s\",\"consumer\":%s,\"evaluates\":%s,", modes[can->mode],
	       sensor && sensor->poll ? "true" : "false", sensor && sensor->evaluates ? "true" : "false");
	if (can->queue)
		printf("\"queue\":\"%s\",", can->queue);
	else
		printf("\"queue\":null,");
	/* What a refused canary fails with, and how often it is done; none where there is nothing that could see it. */
	if (hook && hook->no_process && !hook->canary_errno)
		printf("\"canary\":null}");
	else
		printf("\"canary\":{\"errno\":%d,\"times\":%d}}", error, times);
}

int rb_describe_command(char **argv)
{
	const char *wanted = argv[2];
	int count = 0;

	printf("[");
	for (int i = 0; rb_sensors[i]; i++)
		if (!wanted || !strcmp(rb_sensors[i]->id, wanted)) {
			printf("%s", count++ ? ",\n" : "\n");
			print_sensor(rb_sensors[i], rb_find_hook(rb_sensors[i]->id));
		}
	for (int i = 0; rb_hooks[i]; i++)
		if ((!wanted || !strcmp(rb_hooks[i]->id, wanted)) && !find_sensor(rb_hooks[i]->id)) {
			printf("%s", count++ ? ",\n" : "\n");
			print_sensor(NULL, rb_hooks[i]);
		}
	printf("\n]\n");
	if (count)
		return 0;
	fprintf(stderr, "there is no sensor %s\n", wanted);
	return 2;
}
