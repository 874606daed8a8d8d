/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guest.c: the conductor as the last process that a guest starts. It says that it is ready, and then
 * does what the orders from the port say: `run NAME VALUE ...`, `check`, or `deploy POLICY SENSOR`, see boot.c. While a run goes on, one process a
 * CPU, pinned to it, beats to the outside; with the watchdog on, that is fed only while all of them do.
 */
#include "guest.h"

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
#include "injection.h"
#include "options.h"
#include "run.h"
#include "session.h"

#define BEAT_NS 10000000
#define PROBE_EACH_BEATS 5
#define STALE_NS 500000000
#define MAX_CPUS 16
#define BOOT_EVENTS 400
#define RECORDS_FILE "/data/journal"
#define WORK_DIR "/tmp/run"

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

static void conduct(struct rb_run_options *options)
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

static struct rb_place_options place = { .guest = true };

/* The runs' own directory is in memory, whatever its name. */
static const char *take(struct rb_run_options *options, struct rb_run_paths *paths,
			const struct rb_order *order)
{
	const char *wrong = rb_options_take(options, paths, &place, order);

	options->work_dir = WORK_DIR;
	return wrong;
}

static void do_run(const struct rb_order *order)
{
	struct rb_run_options options;
	struct rb_run_paths paths;
	const char *wrong = take(&options, &paths, order);

	/* What is loaded, and what it loads, is there again after a crash. */
	if (!wrong && rb_stays_after_restart(options.fault) &&
	    rb_is_module_sensor(options.sensor) && rb_boot_install(&options))
		wrong = "the driver could not be made one that is loaded at boot";
	if (wrong)
		rb_say("refused %s", wrong);
	else
		conduct(&options);
}

/* What each boot does for as long as content or a driver is deployed; the first comes right after deploying content. */
static void do_boot(void)
{
	static const struct rb_order placebo = {
		.count = 11,
		.words = { "run", "sensor", "module-ftrace-auth", "kind", "placebo", "panic-on-oops", "1",
			   "work", "run", "content", "content" },
	};
	struct rb_run_options options;
	struct rb_run_paths paths;

	take(&options, &paths, &placebo);
	options.trigger = BOOT_EVENTS;
	if (rb_boot_begin(&options)) {
		conduct(&options);
		rb_boot_is_well();
	}
}

static void do_deploy(const struct rb_order *order)
{
	if (order->count != 3 || !rb_boot_is_policy(order->words[1]) ||
	    !rb_options_know_sensor(order->words[2], true) ||
	    rb_boot_deploy(order->words[1], order->words[2]))
		rb_say("refused the content could not be deployed");
	else
		do_boot();
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

static void do_order(const struct rb_order *order)
{
	if (!strcmp(order->words[0], "run"))
		do_run(order);
	else if (!strcmp(order->words[0], "deploy"))
		do_deploy(order);
	else if (!strcmp(order->words[0], "check") && order->count == 1)
		do_check();
	else
		rb_say("refused what was asked is unknown");
}

static void serve(int port)
{
	static struct rb_order order;
	char bytes[RB_ORDER_BUFFER];
	size_t used = 0;

	for (;;) {
		ssize_t got = read(port, bytes + used, sizeof(bytes) - used);
		int taken;

		if (got <= 0) {
			nap(BEAT_NS); /* nobody has opened the other side */
			continue;
		}
		used += (size_t)got;
		while ((taken = rb_order_take(&order, bytes, used)) > 0) {
			used -= (size_t)taken;
			memmove(bytes, bytes + taken, used);
			do_order(&order);
		}
		if (taken < 0) {
			rb_say("refused what came is no order");
			used = 0;
		}
	}
}

int rb_guest_command(const char *port_file, const char *native_dir)
{
	int port = open(port_file, O_RDWR | O_CLOEXEC);
	char boot_id[40];
	unsigned long taint;

	if (port < 0) {
		fprintf(stderr, "ringbench-fault: %s: %s\n", port_file, strerror(errno));
		return 3;
	}
	place.native_dir = place.dir = native_dir;
	/* A machine without memory kills whom it watches, not who watches. */
	write_number("/proc/self/oom_score_adj", -1000);
	rb_journal_open(port);
	rb_read_boot(boot_id, sizeof(boot_id), &taint);
	rb_say("ready %s %lld", boot_id, (long long)(rb_clock_ns() / 1000000));
	if (rb_boot_wanted())
		do_boot();
	serve(port);
	return 0;
}
