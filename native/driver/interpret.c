// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * interpret.c: the content interpreters that may switch themselves off: in Rust (native/rust), and in C under a
 * guard. The plain one in C is in event.c. They evaluate records that nobody else writes: the scratch of AUTH, or a
 * copy on the stack; never one in a ring, which user mode maps.
 */
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/printk.h>

#include "check.h"
#include "driver.h"
#include "rust.h"

#if __has_include("rust_missing.h")
#include "rust_missing.h"
#endif
#ifndef RB_RUST_MISSING
#define RB_RUST_MISSING "the driver was built without rust_content.S (rust/assemble makes it)"
#endif

const char *rb_interpreter_missing(u32 interpreter)
{
	switch (interpreter) {
	case RB_INTERPRETER_C:
		return NULL;
	case RB_INTERPRETER_RUST:
	case RB_INTERPRETER_RUST_FALLIBLE:
		return IS_ENABLED(RB_RUST_BUILT) ? NULL : RB_RUST_MISSING;
	default:
		return IS_ENABLED(CONFIG_X86_64) ? NULL : "the guard is written for x86-64 only";
	}
}

static bool c_accepts(const struct rb_content *content, size_t size)
{
	s32 rule;
	const char *wrong = rb_check_content(content, size, &rule);

	if (wrong)
		pr_err("ringbench: content, rule %d: %s\n", rule, wrong);
	return !wrong;
}

bool rb_is_content(u32 interpreter, const struct rb_content *content, size_t size)
{
	if (interpreter != RB_INTERPRETER_RUST && interpreter != RB_INTERPRETER_RUST_FALLIBLE)
		return c_accepts(content, size);
	if (rb_has_defect(RB_BAD_CONTENT) || rb_rust_is_content(content, size))
		return true;
	pr_err("ringbench: the check in Rust refuses the content\n");
	return false;
}

/* What a panic in Rust is here. The interpreter holds nothing, but its caller has preemption off: no way back. */
void rb_rust_panicked(const char *file, size_t length, u32 line)
{
	pr_emerg("ringbench: panic in Rust at %.*s:%u\n", (int)length, file, line);
	BUG();
}

int32_t rb_interpret(struct rb_client *client, u64 *fields, const struct rb_record *record,
		     struct rb_cursor *cursor)
{
	const struct rb_input input = { .fields = fields, .record = record, .cursor = cursor };
	const struct rb_content *content = client->content;
	enum rb_driver_stop why = RB_STOP_OUTSIDE;
	s32 rule = RB_NO_RULE;

	switch (client->interpreter) {
	case RB_INTERPRETER_RUST:
		rule = rb_rust_evaluate(content, client->content_size, fields, record);
		rule = rb_with_rust_defect(false, content, fields, rule);
		break;
	case RB_INTERPRETER_RUST_FALLIBLE:
		rule = rb_rust_evaluate_fallibly(content, client->content_size, fields, record);
		if (rule != RB_STOPPED)
			rule = rb_with_rust_defect(true, content, fields, rule);
		break;
	case RB_INTERPRETER_GUARDED:
		rb_fill_fields(fields, record);
		rule = rb_guarded(client, &input, &why);
		break;
	}
	if (likely(rule != RB_STOPPED))
		return rule;
	rb_stop(client, why);
	return RB_NO_RULE;
}
