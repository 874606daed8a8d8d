/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load.c: sensors under load, without a JVM near. Lines of words on standard input, a line of JSON each:
 *   attach SENSOR OPERATION HANDOFF THREADS QUEUE_BYTES CONSUMER CONTENT|-
 *   run RATE MILLISECONDS ARRIVALS SEED    RATE 0: as fast as operations come
 *   programs COMMAND                       by a shell, in WORK_DIR, with THREADS 0
 *   detach
 * THREADS 0: the workload is everybody. What fails says {"reason":...,"remedy":...}. Ends with its input.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "histogram.h"
#include "session.h"

struct bench {
	struct rb_session *session;
	int workload_cpus[RB_LOAD_THREADS];
	int sensor_cpu;
	int threads;
	enum rb_handoff handoff;
	bool consumer;
};

static void print_failure(const struct bench *bench)
{
	printf("{\"reason\":\"");
	rb_print_json_text(rb_session_reason(bench->session));
	printf("\",\"remedy\":\"");
	rb_print_json_text(rb_session_remedy(bench->session));
	printf("\"}\n");
}

static int attach(struct bench *bench)
{
	char *words[7];

	for (int i = 0; i < 7; i++) {
		words[i] = strtok(NULL, " \n");
		if (!words[i])
			return 2;
	}
	bench->threads = atoi(words[3]);
	bench->handoff = (enum rb_handoff)atoi(words[2]);
	bench->consumer = atoi(words[5]);
	if (bench->threads < 0 || bench->threads > RB_LOAD_THREADS)
		return 2;
	rb_session_detach(bench->session); /* where the one before ended badly */
	rb_session_prepare_load(bench->session, bench->threads > 1 ? RB_EVERY_THREAD :
				bench->threads ? 0 : RB_EVERYBODY, (uint32_t)strtoul(words[4], NULL, 10));
	if (rb_session_use_content(bench->session, strcmp(words[6], "-") ? words[6] : NULL) ||
	    rb_session_attach(bench->session, words[0], atoi(words[1]), atoi(words[2]), bench->workload_cpus[0],
			      bench->sensor_cpu)) {
		print_failure(bench);
		return 0;
	}
	if (rb_session_canary(bench->session)) {
		print_failure(bench);
		rb_session_detach(bench->session);
		return 0;
	}
	printf("{}\n");
	return 0;
}

static void print_histogram(const char *name, const struct rb_histogram *histogram)
{
	const char *comma = "";

	printf(",\"%s\":[", name);
	for (uint32_t i = 0; i < RB_BUCKETS; i++)
		if (histogram->counts[i]) {
			int64_t floor_ns = rb_bucket_floor_ns(i), next_ns = rb_bucket_floor_ns(i + 1);

			printf("%s[%lld,%llu]", comma, (long long)(floor_ns + (next_ns - floor_ns) / 2),
			       (unsigned long long)histogram->counts[i]);
			comma = ",";
		}
	printf("]");
}

static int run(struct bench *bench)
{
	static struct rb_load_result result;
	struct rb_shared *shared = rb_session_shared(bench->session);
	struct rb_load load = { .threads = bench->threads, .cpus = bench->workload_cpus };
	const char *words[4];
	uint64_t delivered, lost, foreign, cpu_ns;
	int64_t drained_ns;

	for (int i = 0; i < 4; i++) {
		words[i] = strtok(NULL, " \n");
		if (!words[i])
			return 2;
	}
	load.consumer_cpu = bench->handoff == RB_HANDOFF_NONE ? -1 :
			    bench->handoff == RB_SAME_CPU ? bench->workload_cpus[0] : bench->sensor_cpu;
	load.rate = atof(words[0]);
	load.milliseconds = atoi(words[1]);
	load.arrivals = (enum rb_arrivals)atoi(words[2]);
	load.seed = strtoull(words[3], NULL, 10);
	if (!shared || load.milliseconds < 1 || !load.threads)
		return 2; /* nothing is attached, or not for this */
	if (rb_session_settle(bench->session)) {
		print_failure(bench);
		return 0;
	}
	memset(&shared->delays, 0, sizeof(shared->delays));
	shared->lost_unknown = 0;
	delivered = shared->delivered;
	lost = shared->lost;
	foreign = shared->foreign;
	cpu_ns = shared->cpu_user_ns + shared->cpu_system_ns;
	if (rb_session_load(bench->session, &load, bench->consumer, &result, &drained_ns)) {
		print_failure(bench);
		return 0;
	}
	printf("{\"issued\":%llu,\"elapsed_ns\":%lld,\"latest_ns\":%lld,\"delivered\":%llu,\"lost\":%llu,"
	       "\"lost_unknown\":%s,\"foreign\":%llu,\"drained_ns\":%lld,\"sensor_cpu_ns\":%llu",
	       (unsigned long long)result.issued, (long long)result.elapsed_ns, (long long)result.latest_ns,
	       (unsigned long long)(shared->delivered - delivered), (unsigned long long)(shared->lost - lost),
	       shared->lost_unknown ? "true" : "false", (unsigned long long)(shared->foreign - foreign),
	       (long long)drained_ns,
	       (unsigned long long)(shared->cpu_user_ns + shared->cpu_system_ns - cpu_ns));
	print_histogram("latency", &result.latency);
	print_histogram("service", &result.service);
	print_histogram("delay", &shared->delays);
	printf("}\n");
	return 0;
}

static int run_programs(struct bench *bench)
{
	struct rb_shared *shared = rb_session_shared(bench->session);
	const char *command = strtok(NULL, "\n");
	struct rb_programs_result result = { 0 };
	uint64_t delivered, lost, cpu_ns;

	if (!shared || !command)
		return 2;
	if (rb_session_statistics(bench->session)) {
		print_failure(bench);
		return 0;
	}
	shared->lost_unknown = 0;
	delivered = shared->delivered;
	lost = shared->lost;
	cpu_ns = shared->cpu_user_ns + shared->cpu_system_ns;
	if (rb_session_run_programs(bench->session, command, &result)) {
		print_failure(bench);
		return 0;
	}
	printf("{\"status\":%d,\"elapsed_ns\":%lld,\"user_ns\":%lld,\"system_ns\":%lld,\"delivered\":%llu,"
	       "\"lost\":%llu,\"lost_unknown\":%s,\"sensor_cpu_ns\":%llu}\n",
	       result.status, (long long)result.elapsed_ns, (long long)result.user_ns,
	       (long long)result.system_ns, (unsigned long long)(shared->delivered - delivered),
	       (unsigned long long)(shared->lost - lost), shared->lost_unknown ? "true" : "false",
	       (unsigned long long)(shared->cpu_user_ns + shared->cpu_system_ns - cpu_ns));
	return 0;
}

static int detach(struct bench *bench)
{
	int error;

	if (!rb_session_shared(bench->session))
		return 2;
	/* The canary again: a sensor that has gone deaf under load gives no numbers. */
	error = rb_session_canary(bench->session);

	if (error)
		print_failure(bench);
	if (rb_session_detach(bench->session) && !error) {
		print_failure(bench);
		error = 1;
	}
	if (!error)
		printf("{}\n");
	return 0;
}

static int obey(struct bench *bench, char *line)
{
	const char *word = strtok(line, " \n");

	if (word && !strcmp(word, "attach"))
		return attach(bench);
	if (word && !strcmp(word, "run"))
		return run(bench);
	if (word && !strcmp(word, "programs"))
		return run_programs(bench);
	if (word && !strcmp(word, "detach"))
		return detach(bench);
	return 2;
}

int rb_load_command(char **argv)
{
	struct rb_reply reply = { 0 };
	char native_dir[400];
	struct bench bench = { .sensor_cpu = atoi(argv[4]) };
	int cpus = 0, error = 0;
	char line[4096];

	/*
	 * A Ctrl-C of the terminal is the controller's to answer. Not by a session of our own: each has a share of
	 * the CPUs (sched_autogroup), and runs side by side would stall each other for a second.
	 */
	setpgid(0, 0);
	for (char *word = strtok(argv[3], ","); word && cpus < RB_LOAD_THREADS; word = strtok(NULL, ","))
		bench.workload_cpus[cpus++] = atoi(word);
	/* More threads than CPUs take turns on them. */
	for (int i = cpus; i < RB_LOAD_THREADS && cpus; i++)
		bench.workload_cpus[i] = bench.workload_cpus[i % cpus];
	rb_own_dir(native_dir, sizeof(native_dir));
	if (!rb_die_with_parent_or_refuse(&reply))
		bench.session = rb_session_open(argv[2], native_dir, reply.reason, reply.remedy);
	if (!bench.session) {
		fprintf(stderr, "%s; %s\n", reply.reason, reply.remedy);
		return 3;
	}
	while (!error && fgets(line, sizeof(line), stdin)) {
		error = obey(&bench, line);
		fflush(stdout);
	}
	rb_session_close(bench.session);
	return error;
}
