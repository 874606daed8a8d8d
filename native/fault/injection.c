/* SPDX-License-Identifier: Apache-2.0 */
/*
 * injection.c: the part of each fault that is not in the sensor's own code: what is done to the sensor, what it is
 * given, and how long a run goes on after it. Forms are chosen by the seed, and told.
 */
#include "injection.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "check.h"
#include "faulty.h"
#include "state.h"

#define FLOOD_NS (300 * RB_MS)
/* The least of a BPF ring; what has no queue of its own size has its usual one. */
#define FLOODED_QUEUE_BYTES 4096
#define MANY_RULES 1000000

/* Corruption takes its time to show. */
static enum rb_settled settle_heap(struct rb_run *run, int64_t waited_ns)
{
	bool shown = run->exit_count || run->refused[0] || rb_run_all_ended(run);

	return shown || waited_ns >= rb_run_stall_ns(run) ? RB_AS_USUAL : RB_UNSETTLED;
}

static void form_use_after_free(struct rb_run *run)
{
	if (rb_run_is_bpf(run))
		return;
	if (rb_is_module_sensor(run->options->sensor))
		rb_run_set_form(run, run->options->seed % 2 ? "freed again" : "written to");
	else
		rb_run_set_form(run, run->options->seed % 2 ? "pointer followed" : "freed again");
}

static void form_loop(struct rb_run *run)
{
	static const char *const forms[] = {
		[RB_ONE_LOOP] = "one bounded loop",
		[RB_LOOP_OF_LOOPS] = "a loop of loops",
		[RB_ENDLESS_LOOP] = "endless",
	};

	if (rb_run_is_bpf(run))
		rb_run_set_form(run, "%s", forms[rb_loops_of(run->options->seed, run->options->guest)]);
}

static void form_slow(struct rb_run *run)
{
	rb_run_set_form(run, "%u ms", rb_slow_ms(run->options->seed));
}

/* It goes on as a sound one. */
static uint32_t let_slow_go_on(struct rb_run *run)
{
	return rb_slow_ms(run->options->seed) + 100;
}

/* By one of the two ways in which a sensor is stopped in practice. */
static void freeze(struct rb_run *run)
{
	rb_run_activate(run);
	rb_place_freeze(run, run->process.pid);
	rb_run_set_form(run, run->frozen ? "frozen control group" : "stopped by a signal");
}

static uint32_t let_frozen_go_on(struct rb_run *run)
{
	rb_place_thaw(run, run->process.pid);
	return 100;
}

/* Only in a guest, with which it goes. */
static bool is_pinned(const struct rb_run *run)
{
	return run->options->guest && run->options->seed % 2;
}

static void prepare_kill(struct rb_run *run)
{
	run->shared->fault.pinned = is_pinned(run);
}

static void form_kill(struct rb_run *run)
{
	if (run->options->guest && rb_run_is_bpf(run))
		rb_run_set_form(run, is_pinned(run) ? "pinned" : "not pinned");
}

static void kill_sensor(struct rb_run *run)
{
	rb_run_activate(run);
	kill(run->process.pid, SIGKILL);
}

/* Killed, and not yet gone: to take programs out of a kernel takes time. */
static enum rb_settled settle_kill(struct rb_run *run, int64_t waited_ns)
{
	if (!run->process.pid || run->restarted_ns)
		return RB_AS_USUAL;
	return waited_ns > rb_run_stall_ns(run) ? RB_SETTLED : RB_UNSETTLED;
}

static enum rb_settled settle_memory_leak(struct rb_run *run, int64_t waited_ns)
{
	if (run->exit_count || rb_run_all_ended(run))
		return RB_AS_USUAL;
	return waited_ns > 3 * rb_run_stall_ns(run) ? RB_SETTLED : RB_UNSETTLED;
}

/* An event each ms, and some sixty descriptors. */
static enum rb_settled settle_descriptor_leak(struct rb_run *run, int64_t waited_ns)
{
	return waited_ns < rb_run_stall_ns(run) ? RB_UNSETTLED : RB_AS_USUAL;
}

static void prepare_overflow(struct rb_run *run)
{
	run->shared->queue_bytes = FLOODED_QUEUE_BYTES;
}

static void flood(struct rb_run *run)
{
	rb_run_activate(run);
	run->scene->flood = true;
}

static enum rb_settled settle_flood(struct rb_run *run, int64_t waited_ns)
{
	if (run->scene->flood && waited_ns < FLOOD_NS)
		return RB_UNSETTLED;
	run->scene->flood = false;
	return RB_AS_USUAL;
}

enum mutation { CUT_OFF, ZEROED, FLIPPED_BITS, MANY_TOO_MANY_RULES, FEW_TOO_MANY_RULES, MUTATIONS };

static void form_content(struct rb_run *run)
{
	static const char *const forms[MUTATIONS] = {
		[CUT_OFF] = "cut off",
		[ZEROED] = "zeroed",
		[FLIPPED_BITS] = "flipped bits",
		[MANY_TOO_MANY_RULES] = "count far too high",
		[FEW_TOO_MANY_RULES] = "count a little too high",
	};

	rb_run_set_form(run, "%s", forms[run->options->seed % MUTATIONS]);
}

/* Content that came out wrong somewhere on its way. */
static size_t spoil_content(char *bytes, size_t size, uint32_t seed)
{
	struct rb_content_header *header = (void *)bytes;

	srandom(seed);
	switch ((enum mutation)(seed % MUTATIONS)) {
	case CUT_OFF:
		return size / 2;
	case ZEROED:
		memset(bytes + size / 3, 0, size / 3);
		break;
	case FLIPPED_BITS:
		for (int i = 0; i < 64; i++)
			bytes[(size_t)random() % size] ^= (char)(1 << random() % 8);
		break;
	case MANY_TOO_MANY_RULES:
		header->rule_count = MANY_RULES;
		break;
	case FEW_TOO_MANY_RULES:
		header->rule_count += 1 + (uint32_t)random() % 64;
		break;
	case MUTATIONS:
		break;
	}
	return size;
}

/* It was there before anybody opened anything. */
static enum rb_settled settle_content(struct rb_run *run, int64_t waited_ns)
{
	(void)waited_ns;
	return run->process.pid && !run->exit_count && !rb_run_all_ended(run) && !rb_run_somebody_waits(run) &&
			       rb_run_issued(run) < run->options->trigger ?
		       RB_UNSETTLED :
		       RB_AS_USUAL;
}

static size_t deny_all(char *bytes, size_t size, uint32_t seed)
{
	struct rb_small_content *content = (void *)bytes;

	(void)size, (void)seed;
	memset(content, 0, sizeof(*content));
	rb_content_deny_suffix(content, "*");
	content->rule.criterion[0].operator = RB_GLOB;
	content->header.checksum = rb_checksum(&content->rule, sizeof(content->rule));
	return sizeof(*content);
}

static void unload(struct rb_run *run)
{
	struct rb_request stop = { .kind = RB_REQUEST_STOP };

	if (rb_run_is_in_process(run)) /* there it is met by an event */
		return;
	rb_run_activate(run);
	send(run->process.control_fd, &stop, sizeof(stop), MSG_NOSIGNAL);
}

static void form_drift(struct rb_run *run)
{
	if (rb_is_module_sensor(run->options->sensor))
		rb_run_set_form(run, run->options->seed % 2 ? "version of another kernel" : "field elsewhere");
}

/*
 * A module that was built for another kernel says so in its version magic. Behind the release, which a kernel with
 * CONFIG_MODVERSIONS does not look at.
 */
static void drift(char *bytes, size_t size, uint32_t seed)
{
	char *magic = seed % 2 ? memmem(bytes, size, "vermagic=", 9) : NULL;
	char *flags = magic ? strchr(magic, ' ') : NULL;

	if (flags)
		flags[1]++;
}

static const struct rb_injection injections[RB_LAST_FAULT + 1] = {
	[RB_OOB_WRITE] = { .settle = settle_heap },
	[RB_USE_AFTER_FREE] = { .form = form_use_after_free, .settle = settle_heap },
	[RB_BUSY_LOOP] = { .form = form_loop },
	[RB_SLOW_VERDICT] = { .form = form_slow, .let_go_on = let_slow_go_on },
	[RB_FREEZE] = { .act = freeze, .let_go_on = let_frozen_go_on, .freezes = true },
	[RB_KILL] = {
		.form = form_kill,
		.prepare = prepare_kill,
		.act = kill_sensor,
		.settle = settle_kill,
		.kills = true,
	},
	[RB_MEM_LEAK] = {
		.settle = settle_memory_leak,
		.limit = { RLIMIT_DATA, .of_sensor = 48 << 20, .of_task = 32 << 20, .of_group = 32 << 20 },
	},
	[RB_FD_LEAK] = {
		.settle = settle_descriptor_leak,
		.limit = { RLIMIT_NOFILE, .of_sensor = 64, .of_task = 64 },
	},
	[RB_QUEUE_OVERFLOW] = {
		.prepare = prepare_overflow,
		.act = flood,
		.settle = settle_flood,
		.floods = true,
	},
	[RB_BAD_CONTENT] = {
		.form = form_content,
		.make_content = spoil_content,
		.settle = settle_content,
		.there_from_start = true,
		.may_be_refused = true,
	},
	/* What the sensor then refuses is no mistake of its own; it was there from the start. */
	[RB_DENY_ALL] = { .act = rb_run_activate, .make_content = deny_all, .obeys = true },
	[RB_UNLOAD_RACE] = { .act = unload },
	[RB_ABI_DRIFT] = {
		.form = form_drift,
		.make_module = drift,
		.met_at_install = true,
		.may_be_refused = true,
	},
};

const struct rb_injection *rb_injection_of(uint32_t fault)
{
	return &injections[fault <= RB_LAST_FAULT ? fault : 0];
}

bool rb_stays_after_restart(uint32_t fault)
{
	return rb_is_in(RB_FAULTS_STAYING, fault);
}
