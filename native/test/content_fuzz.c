/* SPDX-License-Identifier: Apache-2.0 */
/*
 * content-fuzz: libFuzzer's entry (clang -fsanitize=fuzzer,address,undefined). Each input is given to
 * the check as it is; then to the interpreter without one, because the interpreter trusts no check: what
 * it reads has to stay inside the event and the rule whatever the rules say; and then with the header put
 * right, which gets past the checksum and deep into the check.
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "interpreter.h"

#define RULES_MOST 8u

static void evaluate(const struct rb_content *content, const uint8_t *data, size_t size)
{
	struct rb_record record = { 0 };

	/* The event is the end of the input, so that rule and event can grow to fit each other. */
	memcpy((char *)&record, data + size - (size < sizeof(record) ? size : sizeof(record)),
	       size < sizeof(record) ? size : sizeof(record));
	rb_denies(content, rb_evaluate_record(content, &record));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rb_content *content = malloc(size); /* exactly: one byte further is a finding */
	const char *wrong;
	int32_t rule;
	size_t rules;

	if (size)
		memcpy(content, data, size);
	wrong = rb_check_content(content, size, &rule);
	if (!wrong)
		evaluate(content, data, size);
	if (size >= sizeof(content->header)) {
		rules = (size - sizeof(content->header)) / sizeof(content->rules[0]);
		if (rules > RULES_MOST)
			rules = RULES_MOST;
		content->header.magic = RB_CONTENT_MAGIC;
		content->header.version = RB_CONTENT_VERSION;
		content->header.input_fields = RB_INPUT_FIELDS;
		content->header.rule_count = (uint32_t)rules;
		content->header.reserved = 0;
		size = sizeof(content->header) + rules * sizeof(content->rules[0]);
		content->header.checksum = rb_checksum(content->rules, rules * sizeof(content->rules[0]));
		content->header.fields_used = 0;
		for (size_t i = 0; i < rules && !rb_check_rule(&content->rules[i]); i++)
			content->header.fields_used |= rb_fields_used(&content->rules[i]);
		wrong = rb_check_content(content, size, &rule);
		if (wrong && rule != RB_NO_RULE && (uint32_t)rule >= rules)
			abort();
		evaluate(content, data, size);
	}
	free(content);
	return 0;
}
