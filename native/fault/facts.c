/* SPDX-License-Identifier: Apache-2.0 */
/* facts.c: what was seen in a run, as one line of JSON. What is not known is null. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "faulty.h"
#include "scene.h"

struct out {
	char *text;
	size_t size;
	size_t used;
};

static void put(struct out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(struct out *out, const char *format, ...)
{
	va_list arguments;
	int length;

	if (out->used >= out->size)
		return;
	va_start(arguments, format);
	length = vsnprintf(out->text + out->used, out->size - out->used, format, arguments);
	va_end(arguments);
	out->used += length > 0 ? (size_t)length : 0;
}

static void put_text(struct out *out, const char *text)
{
	put(out, "\"");
	for (; *text; text++)
		if (*text == '"' || *text == '\\')
			put(out, "\\%c", *text);
		else if ((unsigned char)*text < 0x20 || (unsigned char)*text > 0x7e)
			put(out, " ");
		else
			put(out, "%c", *text);
	put(out, "\"");
}

static void put_time(struct out *out, const struct rb_run *run, const char *name, int64_t ns)
{
	if (ns)
		put(out, "\"%s\":%.3f", name, rb_ms(run, ns));
	else
		put(out, "\"%s\":null", name);
}

/* What came of it, unknown of a single probe; what it stood still for longest is none of its pace. */
static void put_probe_interval(struct out *out, const struct rb_task *probe)
{
	/* The gap that it still stands in is after its last one. */
	int64_t gap_ns = probe->stuck ? 0 : probe->longest_gap_ns;
	int64_t went_ns = probe->last_ns - probe->begun_ns - gap_ns;

	if (probe->operations > 1 && went_ns > 0)
		put(out, "\"interval_ms\":%.3f,", (double)went_ns / 1e6 / (double)(probe->operations - 1));
	else
		put(out, "\"interval_ms\":null,");
}

static void put_task(struct out *out, const struct rb_run *run, const struct rb_task *task)
{
	int64_t gap_ns = task->longest_gap_ns;

	put(out, "{\"name\":\"%s\",\"operations\":%llu,\"longest_gap_ms\":%.3f,\"stuck_at_end\":%s",
	    task->name, (unsigned long long)task->operations, (double)gap_ns / 1e6,
	    task->stuck ? "true" : "false");
	if (task->signal)
		put(out, ",\"signal\":%d", task->signal);
	else
		put(out, ",\"signal\":null");
	put(out, ",\"unexpected\":[");
	for (int i = 0; i < RB_ERRNOS && task->unexpected[i].count; i++)
		put(out, "%s{\"errno\":%d,\"count\":%u,\"first_ms\":%.3f}", i ? "," : "",
		    task->unexpected[i].error, task->unexpected[i].count,
		    rb_ms(run, task->unexpected[i].first_ns));
	put(out, "]}");
}

static void put_verdicts(struct out *out, const struct rb_run *run)
{
	const struct rb_task *tasks = run->scene->tasks;
	uint64_t refused = 0, succeeded = 0, denied = 0;

	for (int i = 0; i < RB_TASKS; i++) {
		refused += tasks[i].allowed_refused;
		succeeded += tasks[i].denied_succeeded;
		denied += tasks[i].denied_refused;
	}
	put(out, "\"verdicts\":{\"allowed_refused\":%llu,\"denied_succeeded\":%llu,"
	    "\"denied_refused\":%llu,\"wrong\":%llu}", (unsigned long long)refused,
	    (unsigned long long)succeeded, (unsigned long long)denied,
	    (unsigned long long)(run->wrong + run->shared->fault.wrong_alerts));
}

static void put_probe(struct out *out, const struct rb_run *run)
{
	const struct rb_task *probe = &run->scene->tasks[RB_PROBE];

	if (!run->enforcing) {
		put(out, "\"probe\":null");
		return;
	}
	put(out, "\"probe\":{");
	put_probe_interval(out, probe);
	put(out, "\"probes\":%llu,\"succeeded\":%llu,\"unprotected_ms\":%.3f,",
	    (unsigned long long)probe->operations,
	    (unsigned long long)probe->denied_succeeded, (double)probe->unprotected_ns / 1e6);
	put_time(out, run, "first_ms", probe->succeeded_ns);
	put(out, "}");
}

static void put_sensor_process(struct out *out, const struct rb_run *run)
{
	put(out, "\"sensor_process\":{\"exits\":[");
	for (uint32_t i = 0; i < run->exit_count && i < RB_EXITS; i++) {
		const struct rb_exit *end = &run->exits[i];

		put(out, "%s{\"at_ms\":%.3f,", i ? "," : "", rb_ms(run, end->at_ns));
		if (end->signal)
			put(out, "\"signal\":%d,\"status\":null", end->signal);
		else
			put(out, "\"signal\":null,\"status\":%d", end->status);
		put(out, ",\"by_us\":%s}", end->by_us ? "true" : "false");
	}
	put(out, "],\"restarts\":%u,\"given_up\":%s,\"longest_heartbeat_gap_ms\":%.3f,"
	    "\"heartbeat_period_ms\":%d,\"running_at_end\":%s}", run->restarts,
	    run->given_up ? "true" : "false", (double)run->longest_beat_gap_ns / 1e6,
	    RB_BEAT_PERIOD_MS, run->process.pid ? "true" : "false");
}

void rb_facts_print(const struct rb_run *run, char *text, size_t size)
{
	const struct rb_run_options *options = run->options;
	struct out out = { .text = text, .size = size };

	put(&out, "{\"format\":1,\"fault\":\"%s\",\"sensor\":\"%s\",\"kind\":\"%s\",\"seed\":%u,"
	    "\"trigger\":%llu,\"place\":\"%s\",", options->fault_id, options->sensor, options->kind,
	    options->seed, (unsigned long long)options->trigger, options->guest ? "guest" : "host");
	put(&out, "\"profile\":{\"panic_on_oops\":%d,\"watchdog\":%d,\"restart_delay_ms\":%u,"
	    "\"start_limit\":%u},", options->panic_on_oops, options->watchdog,
	    options->restart_delay_ms, options->start_limit);
	put(&out, "\"form\":");
	if (run->form[0])
		put_text(&out, run->form);
	else
		put(&out, "null");
	put(&out, ",\"activations\":%llu,", (unsigned long long)run->shared->fault.activations);
	put_time(&out, run, "activated_ms", run->activated_ns);
	put(&out, ",\"refused\":");
	if (run->refused[0])
		put_text(&out, run->refused);
	else
		put(&out, "null");
	put(&out, ",");
	put_sensor_process(&out, run);
	put(&out, ",\"events\":{\"issued\":%llu,", (unsigned long long)run->issued);
	/* What a process that ended had lost, nobody can ask it any more. */
	if (run->reports && (run->exit_count || !run->process.pid))
		put(&out, "\"delivered\":%llu,\"lost_reported\":null,\"lost_unknown\":%s,",
		    (unsigned long long)run->delivered, run->lost_unknown ? "true" : "false");
	else if (run->reports)
		put(&out, "\"delivered\":%llu,\"lost_reported\":%llu,\"lost_unknown\":%s,",
		    (unsigned long long)run->delivered, (unsigned long long)run->lost,
		    run->lost_unknown ? "true" : "false");
	else
		put(&out, "\"delivered\":null,\"lost_reported\":null,\"lost_unknown\":false,");
	if (run->drained)
		put(&out, "\"late\":%llu},", (unsigned long long)run->late);
	else
		put(&out, "\"late\":null},");
	put(&out, "\"tasks\":[");
	/* The probe is one too: what happens to it happens to a program. */
	for (int i = 0; i <= RB_PROBE; i++) {
		if (i)
			put(&out, ",");
		put_task(&out, run, &run->scene->tasks[i]);
	}
	put(&out, "],");
	put_verdicts(&out, run);
	put(&out, ",");
	put_probe(&out, run);
	put(&out, ",\"control\":{\"longest_gap_ms\":%.3f},", (double)run->scene->control.longest_gap_ns / 1e6);
	put(&out, "\"machine\":{\"boot_id_before\":\"%s\",\"boot_id_after\":\"%s\","
	    "\"taint_before\":%lu,\"taint_after\":%lu},", run->boot_id, run->boot_id_after, run->taint,
	    run->taint_after);
	put(&out, "\"timeline\":{\"armed_ms\":0.0,");
	put_time(&out, run, "detected_ms", run->detected_ns);
	put(&out, ",");
	put_time(&out, run, "restarted_ms", run->restarted_ns);
	put(&out, ",");
	put_time(&out, run, "recovered_ms", run->recovered_ns);
	put(&out, "},\"ended\":\"%s\"}", run->cut_off ? "limit" : "complete");
}
