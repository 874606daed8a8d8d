/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * interpreter.h: the verdict on one event. One source, compiled into the driver, the BPF programs and
 * user mode: a comparison of placements must not be one of programs. It trusts no content: whatever
 * the rules say, it reads inside the event and the rule only, and ends.
 */
#ifndef RB_INTERPRETER_H
#define RB_INTERPRETER_H

#include "content.h"

#define RB_INLINE static inline __attribute__((always_inline))

/* Where the event's texts are, in its record. */
#define RB_PATH_OFFSET offsetof(struct rb_record, path)
#define RB_PARENT_OFFSET offsetof(struct rb_record, parent)

/* A glob takes a step a byte, and for each byte of the text it may begin again at its last star. */
#define RB_GLOB_STEPS ((sizeof(((struct rb_record *)0)->path) + 1) * (RB_RULE_TEXT + 2))

struct rb_input {
	const uint64_t *fields; /* RB_INPUT_FIELDS of them */
	const struct rb_record *record;
};

#ifdef __bpf__
/* The verifier follows a callback once, and a loop as often as it turns. */
#define rb_loop(count, step, context) bpf_loop(count, step, context, 0)
/* Or the compiler checks one copy of an index and uses another, which the verifier has not seen checked. */
#define rb_one_copy(index) asm volatile("" : "+r"(index))
#else
#define rb_one_copy(index)
RB_INLINE long rb_loop(uint32_t count, long (*step)(uint32_t, void *), void *context)
{
	uint32_t i;

	for (i = 0; i < count; i++)
		if (step(i, context))
			break;
	return i;
}
#endif

struct rb_text_match {
	const struct rb_record *record;
	const struct rb_rule *rule;
	uint32_t text;    /* where the event's text goes on, in the record */
	uint32_t text_end;
	uint32_t wanted;  /* where the pattern goes on, in the rule's text */
	uint32_t wanted_end;
	/*
	 * Glob: after the last star seen; behind wanted_end: none yet. Not 0 for none: verifiers before
	 * Linux 6.7 follow a callback for its first turn only, and cut out what a constant forbids there.
	 */
	uint32_t star;
	uint32_t star_text;
	uint32_t matches;
};

RB_INLINE char rb_byte_of_event(const struct rb_text_match *match, uint64_t at)
{
	rb_one_copy(at);
	return at < sizeof(struct rb_record) ? ((const char *)match->record)[at] : 0;
}

RB_INLINE char rb_byte_of_rule(const struct rb_text_match *match, uint64_t at)
{
	rb_one_copy(at);
	return at < RB_RULE_TEXT ? match->rule->text[at] : 0;
}

/* Byte for byte, until the pattern ends. */
static long rb_compare_step(uint32_t turn, void *context)
{
	struct rb_text_match *match = context;

	(void)turn;
	if (match->wanted >= match->wanted_end) {
		match->matches = 1;
		return 1;
	}
	if (rb_byte_of_event(match, match->text) != rb_byte_of_rule(match, match->wanted))
		return 1;
	match->text++;
	match->wanted++;
	return 0;
}

static long rb_glob_step(uint32_t turn, void *context)
{
	struct rb_text_match *match = context;
	char wanted = 0;

	(void)turn;
	if (match->wanted < match->wanted_end) {
		wanted = rb_byte_of_rule(match, match->wanted);
		if (wanted == '*') {
			match->star = ++match->wanted;
			match->star_text = match->text;
			return 0;
		}
	}
	if (match->text >= match->text_end) {
		match->matches = match->wanted >= match->wanted_end;
		return 1;
	}
	if (match->wanted < match->wanted_end &&
	    (wanted == '?' || wanted == rb_byte_of_event(match, match->text))) {
		match->text++;
		match->wanted++;
		return 0;
	}
	if (match->star > match->wanted_end)
		return 1;
	/* The last star takes one byte more. */
	match->wanted = match->star;
	match->text = ++match->star_text;
	return 0;
}

/* `length` is the text's, of a field that has one. */
RB_INLINE int rb_text_matches(const struct rb_input *input, const struct rb_rule *rule,
			      const struct rb_criterion *criterion, uint32_t start, uint32_t length)
{
	uint32_t wanted = criterion->text_length;
	struct rb_text_match match = {
		.record = input->record,
		.rule = rule,
		.text = start,
		.text_end = start + length,
		.wanted = criterion->text_start,
		.wanted_end = criterion->text_start + wanted,
		.star = criterion->text_start + wanted + 1,
	};

	if (criterion->operator == RB_GLOB) {
		rb_loop(RB_GLOB_STEPS, rb_glob_step, &match);
		return match.matches;
	}
	if (wanted > length || (criterion->operator == RB_TEXT && wanted != length))
		return 0;
	if (criterion->operator == RB_SUFFIX)
		match.text += length - wanted;
	rb_loop(RB_RULE_TEXT + 1, rb_compare_step, &match);
	return match.matches;
}

RB_INLINE int rb_criterion_matches(const struct rb_input *input, const struct rb_rule *rule,
				   const struct rb_criterion *criterion)
{
	uint64_t field = criterion->field;
	uint64_t value;

	rb_one_copy(field);
	if (criterion->operator == RB_ANY)
		return 1;
	if (field >= RB_INPUT_FIELDS)
		return 0;
	value = input->fields[field];
	switch (criterion->operator) {
	case RB_EQUAL:
		return value == criterion->number;
	case RB_NOT_EQUAL:
		return value != criterion->number;
	case RB_TEXT:
	case RB_PREFIX:
	case RB_SUFFIX:
	case RB_GLOB:
		if (field == RB_FIELD_PATH)
			return rb_text_matches(input, rule, criterion, RB_PATH_OFFSET,
					       (uint32_t)value);
		if (field == RB_FIELD_PARENT)
			return rb_text_matches(input, rule, criterion, RB_PARENT_OFFSET,
					       (uint32_t)value);
	}
	return 0;
}

struct rb_rule_match {
	struct rb_input input;
	const struct rb_rule *rule;
	uint32_t matches;
};

static long rb_criterion_step(uint32_t index, void *context)
{
	struct rb_rule_match *match = context;
	const struct rb_rule *rule = match->rule;
	uint64_t at = index;

	rb_one_copy(at);
	if (at >= rule->criteria || at >= RB_CRITERIA_MAX)
		return 1;
	match->matches = rb_criterion_matches(&match->input, rule, &rule->criterion[at]);
	return !match->matches;
}

RB_INLINE int rb_rule_matches(const struct rb_input *input, const struct rb_rule *rule)
{
	struct rb_rule_match match = { .input = *input, .rule = rule, .matches = 1 };

	rb_loop(RB_CRITERIA_MAX, rb_criterion_step, &match);
	return match.matches;
}

/* What the rules see of a record. `fields`: RB_INPUT_FIELDS of them, those without a meaning 0. */
RB_INLINE void rb_fill_fields(uint64_t *fields, const struct rb_record *record)
{
	uint32_t length = 0;

	/* Unsigned: a negative length is an error, and far too long. */
	if (record->operation != RB_CONNECT && (uint32_t)record->path_len - 1 < sizeof(record->path))
		length = (uint32_t)record->path_len - 1;
	fields[RB_FIELD_OPERATION] = record->operation;
	fields[RB_FIELD_PATH] = length;
	for (length = 0; length < sizeof(record->parent); length++)
		if (!record->parent[length])
			break;
	fields[RB_FIELD_PARENT] = length;
	fields[RB_FIELD_UID] = record->uid;
	fields[RB_FIELD_GID] = record->gid;
	fields[RB_FIELD_TGID] = record->tgid;
	fields[RB_FIELD_TID] = record->tid;
	fields[RB_FIELD_PPID] = record->ppid;
	fields[RB_FIELD_FLAGS] = record->flags;
}

#ifndef __bpf__ /* its rules are in a map, see bpf/content.bpf.h */
/* Index of the first rule that matches, or RB_NO_RULE. */
static inline int32_t rb_evaluate(const struct rb_content *content, const struct rb_input *input)
{
	uint32_t i;

	for (i = 0; i < content->header.rule_count; i++)
		if (rb_rule_matches(input, &content->rules[i]))
			return (int32_t)i;
	return RB_NO_RULE;
}

static inline int rb_denies(const struct rb_content *content, int32_t rule)
{
	return rule != RB_NO_RULE && content->rules[rule].verdict == RB_DENY;
}

/* The same for a record alone. */
static inline int32_t rb_evaluate_record(const struct rb_content *content,
					 const struct rb_record *record)
{
	uint64_t fields[RB_INPUT_FIELDS] = { 0 };
	const struct rb_input input = { .fields = fields, .record = record };

	rb_fill_fields(fields, record);
	return rb_evaluate(content, &input);
}
#endif

#endif
