/* SPDX-License-Identifier: Apache-2.0 */
/* operations.c: the operations of ringbench-act, and how the index of a target becomes its name or address. */
#include <arpa/inet.h>
#include <string.h>

#include "act.h"
#include "operations.h"

#define FIRST_NETWORK 64u

static int run_open(struct rb_act_target *target)
{
	return rb_do_open(target->path);
}

static int run_stat(struct rb_act_target *target)
{
	return rb_do_stat(target->path);
}

static int run_exec(struct rb_act_target *target)
{
	return rb_do_exec(target->path);
}

static int run_null_call(struct rb_act_target *target)
{
	return rb_do_null_call(target->index);
}

static int run_connect(struct rb_act_target *target)
{
	return rb_do_connect((const struct sockaddr *)&target->address, sizeof(target->address), &target->client);
}

static void reset_connection(struct rb_act_target *target)
{
	if (target->client >= 0)
		rb_reset_connection(target->client);
}

static const struct rb_act_operation operations[] = {
	{ .name = "open", .files = true, .run = run_open },
	{ .name = "exec", .files = true, .program = true, .run = run_exec },
	{ .name = "connect", .port = true, .run = run_connect, .restore = reset_connection },
	{ .name = "stat", .files = true, .run = run_stat },
	{ .name = "null-call", .run = run_null_call },
};

const struct rb_act_operation *rb_act_find_operation(const char *name)
{
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		if (!strcmp(operations[i].name, name))
			return &operations[i];
	return NULL;
}

void rb_act_begin(struct rb_act_target *target, const struct rb_act_options *options)
{
	int length = 0;

	memset(target, 0, sizeof(*target));
	target->client = -1;
	target->address.sin_family = AF_INET;
	target->address.sin_port = htons(options->port);
	if (options->operation->files)
		length = snprintf(target->path, sizeof(target->path), "%s/%s_", options->directory, options->nonce);
	target->digits = target->path + length;
}

/* By hand: it is done between operations, where printf(3) would take longer than many of them. */
void rb_act_aim(struct rb_act_target *target, uint32_t index)
{
	char reversed[10], *digit = target->digits;
	uint32_t rest = index;
	int count = 0;

	target->index = index;
	target->address.sin_addr.s_addr = htonl((127u << 24) + (FIRST_NETWORK << 16) + index);
	do
		reversed[count++] = (char)('0' + rest % 10);
	while (rest /= 10);
	while (count)
		*digit++ = reversed[--count];
	*digit = '\0';
}
