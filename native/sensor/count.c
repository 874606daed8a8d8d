/* SPDX-License-Identifier: Apache-2.0 */
/*
 * count.c: what one operation takes with each sensor on a machine whose clock advances by one with
 * each instruction: then nanoseconds are instructions, of the operation, the hook, the consumer
 * and all that the kernel does between them. No JVM is near.
 */
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "commands.h"
#include "session.h"

#define WARM_UP_BLOCKS 4
/* The kernel's caches settle over some ten thousand operations; whoever came first would pay. */
#define SETTLING_BLOCKS 10
/* Nothing came for so many turns of the others, and for so long: the rest was lost, or merged with others. */
#define QUIET_YIELDS 20
#define QUIET_NS 20000000

#define RULES_AS_LONG_AS_AN_OPERATION 50

struct count {
	struct rb_session *session;
	const char *sensor;
	int rules;
	const char *content; /* file with so many rules; NULL: none */
	int operation;
	int handoff;
	int operations;
	int64_t total;  /* of the block, with the consumer's share; 0: its consumer did not run */
	int64_t median; /* of one operation, between its stamps */
};

static int by_value(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

/* By how many instructions the clock of a counting guest advances at once. */
static int64_t clock_step(void)
{
#if defined(__aarch64__)
	uint64_t hz;

	/* The frequency of the counter that CLOCK_MONOTONIC reads: 62.5 MHz in QEMU 7.2, 1 GHz in later ones. */
	__asm__("mrs %0, cntfrq_el0" : "=r"(hz));
	return hz && hz < 1000000000 ? (int64_t)(1000000000 / hz) : 1;
#else
	return 1;
#endif
}

/*
 * Of one operation, between its two stamps. Where the clock goes in steps, one operation is a multiple of
 * them; the mean of those within a step of the median is not, because they begin anywhere in a step.
 */
static int64_t median_of(const struct rb_sample *samples, int count)
{
	int64_t *spans = calloc((size_t)count, sizeof(*spans)), step = clock_step(), median, sum = 0;
	int within = 0;

	if (!spans)
		return 0;
	for (int i = 0; i < count; i++)
		spans[i] = samples[i].end_ns - samples[i].start_ns;
	qsort(spans, (size_t)count, sizeof(*spans), by_value);
	median = spans[count / 2];
	for (int i = 0; step > 1 && i < count; i++) {
		if (spans[i] >= median - step && spans[i] <= median + step) {
			sum += spans[i];
			within++;
		}
	}
	free(spans);
	return within ? sum / within : median;
}

/*
 * Gives the one CPU away until the consumer has everything, or nothing more comes: a queue that overflows
 * or merges equal events never gets there. The time of the last event. A turn of a consumer that
 * spins is one of the scheduler's ticks, millions of instructions; of one that sleeps it is nothing.
 */
static int64_t drain(const struct rb_shared *shared)
{
	uint64_t before = __atomic_load_n(&shared->delivered, __ATOMIC_ACQUIRE);
	int64_t last_ns = rb_clock_ns();

	for (int quiet = 0; before < shared->issued; quiet++) {
		uint64_t now;

		if (quiet >= QUIET_YIELDS && rb_clock_ns() - last_ns > QUIET_NS)
			break;
		sched_yield();
		now = __atomic_load_n(&shared->delivered, __ATOMIC_ACQUIRE);
		if (now != before) {
			before = now;
			last_ns = rb_clock_ns();
			quiet = 0;
		}
	}
	return last_ns;
}

/*
 * With RB_BUSY_POLL the consumer is stopped while the operations run, because two cannot spin on one
 * CPU, and reads them all at once afterwards: the hook alone, without a wake-up. What the consumer
 * takes is then not known, as it spins until the kernel takes the CPU away from it.
 */
static int count_block(struct count *count)
{
	pid_t consumer = rb_session_sensor_pid(count->session);
	bool batch = count->handoff == RB_BUSY_POLL && consumer;
	int64_t begin, end;
	int done;

	if (batch)
		kill(consumer, SIGSTOP);
	begin = rb_clock_ns();
	done = rb_session_run_closed(count->session, count->operations, INT64_MAX);
	if (batch)
		kill(consumer, SIGCONT);
	end = count->handoff != RB_HANDOFF_NONE && done > 0 ? drain(rb_session_shared(count->session)) : rb_clock_ns();
	count->total = batch ? 0 : end - begin;
	if (done < 0)
		return done;
	count->median = median_of(rb_session_shared(count->session)->samples, done);
	return done == count->operations ? 0 : -1;
}

static void settle_machine(struct count *count)
{
	count->handoff = RB_HANDOFF_NONE;
	if (!rb_session_attach(count->session, "none", count->operation, count->handoff, 0, 0))
		for (int i = 0; i < SETTLING_BLOCKS; i++)
			count_block(count);
	rb_session_detach(count->session);
}

static int attach_and_warm_up(struct count *count)
{
	struct rb_session *session = count->session;
	int error = rb_session_use_content(session, count->content);

	if (error)
		return error;
	error = rb_session_attach(session, count->sensor, count->operation, count->handoff, 0, 0);
	if (error)
		return error;
	error = rb_session_canary(session);
	for (int i = 0; i < WARM_UP_BLOCKS && !error; i++)
		error = count_block(count);
	return error;
}

/* Prints each block as it comes; and the canary again, or the blocks prove nothing. */
static int count_blocks(struct count *count, int blocks)
{
	for (int i = 0; i < blocks; i++) {
		int error = count_block(count);

		if (error)
			return error;
		printf("%s[%lld,%lld]", i ? "," : "", (long long)count->total, (long long)count->median);
	}
	return rb_session_canary(count->session);
}

static void count_sensor(struct count *count, int blocks)
{
	struct rb_session *session = count->session;
	int error = attach_and_warm_up(count);

	printf("{\"sensor\":\"%s\",\"operation\":%d,\"handoff\":%d,\"rules\":%d,\"operations\":%d,\"blocks\":[",
	       count->sensor, count->operation, count->handoff, count->rules, count->operations);
	if (!error)
		error = count_blocks(count, blocks);
	printf("],\"reason\":\"");
	rb_print_json_text(error ? rb_session_reason(session) : "");
	printf("\",\"remedy\":\"");
	rb_print_json_text(error ? rb_session_remedy(session) : "");
	printf("\"}\n");
	fflush(stdout);
	rb_session_detach(session);
}

int rb_count_command(int argc, char **argv)
{
	struct rb_reply reply = { 0 };
	char native_dir[400];
	struct count count = { .operation = atoi(argv[3]), .operations = atoi(argv[4]) };

	rb_own_dir(native_dir, sizeof(native_dir));
	count.session = rb_session_open(argv[2], native_dir, reply.reason, reply.remedy);
	if (!count.session) {
		fprintf(stderr, "%s; %s\n", reply.reason, reply.remedy);
		return 3;
	}
	settle_machine(&count);
	for (int i = 6; i < argc; i++) {
		char *rest = argv[i], *handoff, *rules;

		count.sensor = strsep(&rest, "=");
		handoff = strsep(&rest, "=");
		rules = strsep(&rest, "=");
		if (!handoff)
			return 2;
		count.handoff = atoi(handoff);
		count.rules = rules ? atoi(rules) : 0;
		/* A count needs no many: as long as ever, whatever there is to evaluate. */
		count.operations = atoi(argv[4]) / (1 + count.rules / RULES_AS_LONG_AS_AN_OPERATION);
		count.content = rest;
		count_sensor(&count, atoi(argv[5]));
	}
	rb_session_close(count.session);
	return 0;
}
