/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * rust.h: the content interpreter in Rust, as C sees it; native/rust/lib.rs is the other side. `content` is aligned to
 * 8 and `size` bytes long, whatever its header says; nobody else writes it, `fields` or `record` meanwhile.
 */
#ifndef RB_RUST_H
#define RB_RUST_H

#include "content.h"

/* In place of a rule: something outside was asked for. */
#define RB_RUST_STOPPED INT32_MIN

#if defined(RB_RUST) || !defined(__KERNEL__)
#define RB_RUST_BUILT 1
int rb_rust_is_content(const void *content, size_t size);
/* `fields`: RB_INPUT_FIELDS, filled from the record. What is outside is a panic. */
int32_t rb_rust_evaluate(const void *content, size_t size, uint64_t *fields, const struct rb_record *record);
/* What is outside gives RB_RUST_STOPPED. */
int32_t rb_rust_evaluate_fallibly(const void *content, size_t size, uint64_t *fields,
				  const struct rb_record *record);
#else /* never called: rb_interpreter_missing() */
#define rb_rust_is_content(content, size) 0
#define rb_rust_evaluate(content, size, fields, record) RB_NO_RULE
#define rb_rust_evaluate_fallibly(content, size, fields, record) RB_NO_RULE
#endif

/* Called by Rust, whose strings have no NUL. */
__attribute__((noreturn)) void rb_rust_panicked(const char *file, size_t length, uint32_t line);

#if defined(RB_FAULTS) && defined(RB_RUST)
/* `divisor`: 0, which the compiler must not know. */
int32_t rb_rust_damage(uint32_t fault, int fallibly, const void *content, const uint64_t *fields, int32_t rule,
		       uint32_t divisor);
#endif

#endif
