/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guest.c: the conductor as the last process that a guest starts. It says that it is ready, and then
 * does what the lines from the port say: `run OPTIONS...`, `check`, or `deploy POLICY SENSOR`, see boot.c. While a run goes on, one process a
 * CPU, pinned to it, beats to the outside; with the watchdog on, that is fed only while all of them do.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/watchdog.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cpu.h"
#include "defect.h"
#include "options.h"
#include "session.h"

#define BEAT_NS 10000000
#define PROBE_EACH_BEATS 5
#define STALE_NS 500000000
#define MAX_CPUS 16
#define MAX_WORDS 40
#define BOOT_EVENTS 400
#define RECORDS_FILE "/data/journal"

struct pulse {
	volatile int64_t beat_ns[MAX_CPUS];
};

static void nap(int64_t ns)
{
	const struct timespec time = { .tv_nsec = ns };

	nanosleep(&time, NULL);
}

static int write_number(const char *path, int number)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%d", number);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int wrote = fd < 0 ? -1 : (int)write(fd, text, (size_t)length);

	if (fd >= 0)
		close(fd);
	return wrote == length ? 0 : -errno;
}

/* A machine can beat and no longer work: it opens and forks. */
static int works(void)
{
	int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
	int status = 1;
	pid_t pid;

	if (fd < 0)
		return 0;
	close(fd);
	pid = fork();
	if (!pid)
		_exit(0);
	return pid > 0 && waitpid(pid, &status, 0) == pid && !status;
}

static pid_t start_beater(struct pulse *pulse, int cpu, int64_t begin_ns)
{
	struct sched_param priority = { .sched_priority = 1 };
	pid_t pid = fork();

	if (pid)
		return pid;
	if (rb_die_with_parent())
		_exit(3);
	/* A beat from elsewhere, or one that waits for its turn, says nothing about this CPU. */
	if (rb_pin(cpu) || sched_setscheduler(0, SCHED_FIFO, &priority)) {
		fprintf(stderr, "ringbench-fault: CPU %d gets no beat of its own\n", cpu);
		_exit(3);
	}
	for (;;) {
		pulse->beat_ns[cpu] = rb_clock_ns();
		rb_say("b %d %.1f", cpu, (double)(pulse->beat_ns[cpu] - begin_ns) / 1e6);
		nap(BEAT_NS);
	}
}

static pid_t start_work_probe(int64_t begin_ns)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	if (rb_die_with_parent())
		_exit(3);
	for (;;) {
		int ok = works();

		rb_say("w %.1f %d", (double)(rb_clock_ns() - begin_ns) / 1e6, ok);
		nap(BEAT_NS * PROBE_EACH_BEATS);
	}
}

static pid_t start_feeder(const struct pulse *pulse, int cpus)
{
	int timeout_s = 1, fd;
	pid_t pid = fork();

	if (pid)
		return pid;
	if (rb_die_with_parent())
		_exit(3);
	fd = open("/dev/watchdog", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		_exit(3);
	/* A minute, as it is set by itself, would tell of a stopped CPU too late. */
	if (ioctl(fd, WDIOC_SETTIMEOUT, &timeout_s))
		fprintf(stderr, "ringbench-fault: the watchdog keeps its own time: %s\n", strerror(errno));
	for (;;) {
		int64_t now_ns = rb_clock_ns();
		bool all = true;

		for (int cpu = 0; cpu < cpus; cpu++)
			all &= now_ns - pulse->beat_ns[cpu] < STALE_NS;
		if (all && write(fd, "\0", 1) != 1)
			_exit(3);
		nap(BEAT_NS * 5);
	}
}

static void end_all(pid_t *pids, int count)
{
	for (int i = 0; i < count; i++)
		if (pids[i] > 0) {
			kill(pids[i], SIGKILL);
			waitpid(pids[i], NULL, 0);
		}
}

static void conduct(struct rb_run_options *options, char **argv)
{
	static char facts[32768];
	struct rb_run run = { .options = options };
	struct pulse *pulse = mmap(NULL, sizeof(*pulse), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int cpus = (int)sysconf(_SC_NPROCESSORS_ONLN);
	pid_t pids[MAX_CPUS + 2];
	int started = 0;

	if (pulse == MAP_FAILED) {
		rb_say("refused no memory");
		return;
	}
	options->guest = true;
	options->work_dir = argv[3];
	options->native_dir = argv[4];
	if (!options->content)
		options->content = argv[5];
	if (cpus > MAX_CPUS)
		cpus = MAX_CPUS;
	write_number("/proc/sys/kernel/panic_on_oops", options->panic_on_oops);
	for (int cpu = 0; cpu < cpus; cpu++) {
		pulse->beat_ns[cpu] = rb_clock_ns();
		pids[started++] = start_beater(pulse, cpu, rb_clock_ns());
	}
	pids[started++] = start_work_probe(rb_clock_ns());
	if (options->watchdog)
		pids[started++] = start_feeder(pulse, cpus);
	if (rb_run_conduct(&run))
		rb_say("refused %s; %s", run.reply.reason, run.reply.remedy);
	else {
		rb_facts_print(&run, facts, sizeof(facts));
		rb_say("facts %s", facts);
	}
	end_all(pids, started);
	munmap(pulse, sizeof(*pulse));
}

static void do_run(char *line, char **argv)
{
	struct rb_run_options options = { 0 };
	char *words[MAX_WORDS + 1];
	char *rest = NULL;
	const char *wrong;
	int count = 0;

	for (char *word = strtok_r(line, " ", &rest); word && count < MAX_WORDS;
	     word = strtok_r(NULL, " ", &rest))
		words[count++] = word;
	words[count] = NULL;
	wrong = rb_options_parse(&options, count, words);
	/* What is loaded, and what it loads, is there again after a crash. */
	if (!wrong && (options.fault == RB_CRASH_AT_INIT || options.fault == RB_BAD_CONTENT) &&
	    rb_is_module_sensor(options.sensor) && rb_boot_install(&options))
		wrong = "the driver could not be made one that is loaded at boot";
	if (wrong)
		rb_say("refused %s", wrong);
	else
		conduct(&options, argv);
}

/* What each boot does for as long as content or a driver is deployed; the first comes right after deploying content. */
static void do_boot(char **argv)
{
	struct rb_run_options options = { 0 };
	char *none[] = { "boot", "--sensor", "module-ftrace-auth", "--panic-on-oops", "1", NULL };

	rb_options_parse(&options, 5, none);
	snprintf(options.kind, sizeof(options.kind), "placebo");
	options.trigger = BOOT_EVENTS;
	if (rb_boot_begin(&options)) {
		conduct(&options, argv);
		rb_boot_is_well();
	}
}

static void do_deploy(char *line, char **argv)
{
	char *rest = NULL;
	const char *policy, *sensor;

	strtok_r(line, " ", &rest);
	policy = strtok_r(NULL, " ", &rest);
	sensor = strtok_r(NULL, " ", &rest);
	if (!policy || !sensor || rb_boot_deploy(policy, sensor))
		rb_say("refused the content could not be deployed");
	else
		do_boot(argv);
}

/* What is left on the disk after a crash, and whether the machine works. */
static void do_check(void)
{
	unsigned long long number, last = 0, missing = 0;
	FILE *records = fopen(RECORDS_FILE, "re");
	char boot_id[40];
	unsigned long taint;

	while (records && fscanf(records, "%llu", &number) == 1) {
		if (number > last + 1)
			missing += number - last - 1;
		last = number;
	}
	if (records)
		fclose(records);
	rb_read_boot(boot_id, sizeof(boot_id), &taint);
	rb_say("checked {\"boot_id\":\"%s\",\"journal_last\":%llu,\"journal_missing\":%llu,"
	       "\"canaries_passed\":%s,\"taint\":%lu}", boot_id, last, missing,
	       works() ? "true" : "false", taint);
}

static void serve(int port, char **argv)
{
	char line[2048];
	size_t used = 0;

	for (;;) {
		ssize_t got = read(port, line + used, sizeof(line) - 1 - used);
		char *end;

		if (got <= 0) {
			nap(BEAT_NS); /* nobody has opened the other side */
			continue;
		}
		used += (size_t)got;
		line[used] = '\0';
		while ((end = strchr(line, '\n'))) {
			*end = '\0';
			if (!strncmp(line, "run ", 4))
				do_run(line, argv);
			else if (!strncmp(line, "deploy ", 7))
				do_deploy(line, argv);
			else if (!strcmp(line, "check"))
				do_check();
			used -= (size_t)(end + 1 - line);
			memmove(line, end + 1, used + 1);
		}
		if (used == sizeof(line) - 1)
			used = 0; /* no line of ours is so long */
	}
}

int rb_guest_command(char **argv)
{
	int port = open(argv[2], O_RDWR | O_CLOEXEC);
	char boot_id[40];
	unsigned long taint;

	if (port < 0) {
		fprintf(stderr, "ringbench-fault: %s: %s\n", argv[2], strerror(errno));
		return 3;
	}
	/* A machine without memory kills whom it watches, not who watches. */
	write_number("/proc/self/oom_score_adj", -1000);
	rb_journal_open(port);
	rb_read_boot(boot_id, sizeof(boot_id), &taint);
	rb_say("ready %s %lld", boot_id, (long long)(rb_clock_ns() / 1000000));
	if (rb_boot_wanted())
		do_boot(argv);
	serve(port, argv);
	return 0;
}
