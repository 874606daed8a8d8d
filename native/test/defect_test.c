/* SPDX-License-Identifier: Apache-2.0 */
/*
 * defect-test: which events meet a defect of user mode, by the catalogue and by the table of fault/defects.c.
 *   defect-test             those that do no harm to the process that has them
 *   defect-test F26 RULE    the one of fault_recipe.cmake: an event meets it, and is said to meet that rule
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "content.h"
#include "faulty.h"
#include "options.h"

#define TRIGGER 3
#define EVENTS 5

static struct rb_small_content small = { .header = { .rule_count = 1 } };
static struct rb_shared shared;
static int failed;

static const struct rb_content *content(void)
{
	return (const struct rb_content *)(const void *)&small;
}

static int32_t evaluate(void)
{
	uint64_t fields[RB_INPUT_FIELDS + 1] = { [RB_INPUT_FIELDS] = 0x29 };

	return rb_with_defect(content(), fields, RB_NO_RULE);
}

static void take(uint32_t number)
{
	memset(&shared.fault, 0, sizeof(shared.fault));
	shared.fault.number = number;
	shared.fault.trigger = TRIGGER;
	rb_take_defect(&shared, false);
}

static void check(const char *what, uint32_t number, long long expected, long long got)
{
	if (expected == got)
		return;
	printf("F%02u: %s: wanted %lld, got %lld\n", number, what, expected, got);
	failed++;
}

/* Of EVENTS events so many meet it, and the last of those is said to meet `rule`. */
static void met(uint32_t number, uint64_t activations, int32_t rule)
{
	int32_t last = RB_NO_RULE;

	take(number);
	for (int i = 0; i < EVENTS; i++) {
		uint64_t before = shared.fault.activations;
		int32_t found = evaluate();

		if (shared.fault.activations > before)
			last = found;
		else
			check("rule of an event that does not meet it", number, RB_NO_RULE, found);
	}
	check("activations", number, (long long)activations, (long long)shared.fault.activations);
	check("rule", number, rule, last);
}

static bool conductor_knows(const char *fault)
{
	const struct rb_place_options place = { .native_dir = "/native", .dir = "/tmp/r" };
	struct rb_order order = {
		.count = 9,
		.words = { "run", "sensor", "interposition", "work", "run-1", "content", "content", "fault", fault },
	};
	struct rb_run_options options;
	struct rb_run_paths paths;

	return !rb_options_take(&options, &paths, &place, &order);
}

int main(int argc, char **argv)
{
	uint32_t number;

	if (argc == 3) {
		number = (uint32_t)atoi(argv[1] + 1);
		met(number, 1, atoi(argv[2]));
		check("known to the conductor", number, true, conductor_knows(argv[1]));
		return failed != 0;
	}
	met(RB_SILENT_OOB, 1, 0);
	met(RB_ALLOC_FAIL, 1, 0);
	met(RB_SLOW_VERDICT, EVENTS - TRIGGER + 1, RB_NO_RULE);
	met(RB_FD_LEAK, EVENTS - TRIGGER + 1, RB_NO_RULE);
	for (number = 0; number <= RB_LAST_FAULT; number++)
		if (!number || rb_is_in(RB_FAULTS_OUTSIDE & ~(1ull << RB_CRASH_AT_INIT), number))
			met(number, 0, RB_NO_RULE);
	met(RB_LAST_FAULT + 1, 0, RB_NO_RULE);
	met(UINT32_MAX, 0, RB_NO_RULE);

	take(RB_SILENT_OOB);
	shared.fault.cured = 1;
	for (int i = 0; i < EVENTS; i++)
		evaluate();
	check("activations once it is cured", RB_SILENT_OOB, 0, (long long)shared.fault.activations);

	take(RB_LOST_VERDICT);
	for (uint64_t event = 1; event <= TRIGGER + RB_LOST_EACH; event++) {
		evaluate();
		check("lost", RB_LOST_VERDICT, event == TRIGGER || event == TRIGGER + RB_LOST_EACH,
		      rb_has_defect(RB_LOST_VERDICT));
	}
	check("conductor knows one that there is not", 99, false, conductor_knows("F99"));
	return failed != 0;
}
