/* SPDX-License-Identifier: Apache-2.0 */
/* histogram.h: struct rb_histogram, one writer. */
#ifndef RB_HISTOGRAM_H
#define RB_HISTOGRAM_H

#include "ringbench.h"

#define RB_SUB_BUCKET_BITS 5

static inline uint32_t rb_bucket_of(int64_t value_ns)
{
	uint64_t value = value_ns < 0 ? 0 : (uint64_t)value_ns;
	uint32_t exponent, bucket;

	if (value < 1u << RB_SUB_BUCKET_BITS)
		return (uint32_t)value;
	exponent = 63u - (uint32_t)__builtin_clzll(value);
	bucket = (exponent - RB_SUB_BUCKET_BITS + 1) << RB_SUB_BUCKET_BITS |
		 ((uint32_t)(value >> (exponent - RB_SUB_BUCKET_BITS)) & ((1u << RB_SUB_BUCKET_BITS) - 1));
	return bucket < RB_BUCKETS ? bucket : RB_BUCKETS - 1;
}

/* The least value of a bucket. */
static inline int64_t rb_bucket_floor_ns(uint32_t bucket)
{
	uint32_t group = bucket >> RB_SUB_BUCKET_BITS, sub = bucket & ((1u << RB_SUB_BUCKET_BITS) - 1);

	return group ? (int64_t)((1u << RB_SUB_BUCKET_BITS) + sub) << (group - 1) : (int64_t)sub;
}

static inline void rb_histogram_add(struct rb_histogram *histogram, int64_t value_ns)
{
	histogram->counts[rb_bucket_of(value_ns)]++;
}

#endif
