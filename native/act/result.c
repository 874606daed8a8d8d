/* SPDX-License-Identifier: Apache-2.0 */
/* result.c: the JSON that a run leaves. */
#include <inttypes.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "histogram.h"
#include "run.h"

/* Pairs of a bucket's middle, in ns, and its count; empty buckets are left out. `comma`: before the first. */
static void print_buckets(FILE *out, const char *comma, const struct rb_histogram *histogram)
{
	for (uint32_t i = 0; i < RB_BUCKETS; i++)
		if (histogram->counts[i]) {
			int64_t floor_ns = rb_bucket_floor_ns(i), next_ns = rb_bucket_floor_ns(i + 1);

			fprintf(out, "%s[%" PRId64 ",%" PRIu64 "]", comma, floor_ns + (next_ns - floor_ns) / 2,
				histogram->counts[i]);
			comma = ",";
		}
}

/* Short ones to the ns, then the others. */
static void print_service(FILE *out, const struct rb_act_result *result)
{
	const char *comma = "";

	fprintf(out, ",\"service\":[");
	for (uint32_t ns = 0; ns < RB_ACT_SHORT_NS; ns++)
		if (result->short_service[ns]) {
			fprintf(out, "%s[%u,%u]", comma, ns, result->short_service[ns]);
			comma = ",";
		}
	print_buckets(out, comma, &result->service);
	fprintf(out, "]");
}

void rb_act_print_result(FILE *out, const struct rb_act_options *options, const struct rb_act_result *result)
{
	const struct rb_act_usage *usage = &result->usage;

	fprintf(out, "{\"operation\":\"%s\",\"pid\":%d,\"tid\":%ld,\"cpu\":%d", options->operation->name, (int)getpid(),
		syscall(__NR_gettid), options->cpu);
	if (options->operation->port)
		fprintf(out, ",\"port\":%u", options->port);
	fprintf(out, ",\"issued\":%" PRIu64 ",\"done\":%" PRIu64 ",\"refused\":%" PRIu64 ",\"failed\":%" PRIu64
		",\"first_errno\":%d", result->issued, result->done, result->refused, result->failed,
		result->first_errno);
	fprintf(out, ",\"started_ns\":%" PRId64 ",\"elapsed_ns\":%" PRId64 ",\"sum_ns\":%" PRId64 ",\"max_ns\":%" PRId64
		",\"max_index\":%u", result->started_ns, result->elapsed_ns, result->sum_ns, result->max_ns,
		result->max_index);
	fprintf(out, ",\"voluntary_switches\":%" PRId64 ",\"involuntary_switches\":%" PRId64 ",\"user_ns\":%" PRId64
		",\"system_ns\":%" PRId64, usage->voluntary_switches, usage->involuntary_switches, usage->user_ns,
		usage->system_ns);
	print_service(out, result);
	if (options->rate > 0) {
		fprintf(out, ",\"latency\":[");
		print_buckets(out, "", &result->latency);
		fprintf(out, "]");
	}
	fprintf(out, "}\n");
}
