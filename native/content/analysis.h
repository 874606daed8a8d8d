/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * analysis.h: the verdict on one record. One source, compiled into the driver, the BPF programs and
 * user mode: a comparison of placements must not be one of programs.
 */
#ifndef RB_ANALYSIS_H
#define RB_ANALYSIS_H

#include "ringbench.h"

/* 1: refused, 0: allowed. Reads path_len and path only; never more than path_len bytes of it. */
static inline __attribute__((always_inline)) int
rb_analyse(const struct rb_content *content, const struct rb_record *record)
{
	uint32_t length = content->suffix_length;
	uint32_t start, i;

	/* Unsigned: a negative path_len is an error and far too long. */
	if (!length || length >= sizeof(content->suffix) ||
	    (uint32_t)record->path_len > sizeof(record->path) ||
	    (uint32_t)record->path_len <= length)
		return 0;
	start = (uint32_t)record->path_len - 1 - length;
	for (i = 0; i < sizeof(content->suffix) - 1; i++) {
		if (i >= length)
			return 1;
		/* Always true; the BPF verifier wants to see it. */
		if (start + i >= sizeof(record->path))
			return 0;
		if (record->path[start + i] != content->suffix[i])
			return 0;
	}
	return 1;
}

#endif
