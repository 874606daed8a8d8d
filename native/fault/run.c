/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run.c: conducts one run: starts the sensor, the workload and the canaries, sees the fault come, and
 * supervises the sensor as systemd would: restarts what died, after a delay and up to a limit, and with
 * the watchdog kills what no longer beats.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "faulty.h"
#include "scene.h"
#include "sensor.h"

#define MS 1000000LL
#define TICK_US 1000
#define ATTACH_TIMEOUT_MS 20000
/* So long without a beat: stuck or stopped. */
#define HANG_NS (4 * RB_BEAT_PERIOD_MS * MS)
/* After the last thing that is waited for. */
#define SETTLE_NS (40 * MS)
#define QUIET_NS (100 * MS)
#define FLOOD_NS (300 * MS)
#define REPLAY_SETTLE_NS (500 * MS)
#define RB_FAILED_STARTS 2

static bool is(const struct rb_run *run, const char *sensor)
{
	return !strcmp(run->options->sensor, sensor);
}

static bool in_process(const struct rb_run *run)
{
	return is(run, "interposition");
}

static bool is_kind(const struct rb_run *run, const char *kind)
{
	return !strcmp(run->options->kind, kind);
}

static bool is_placebo(const struct rb_run *run)
{
	return !run->options->fault && !is_kind(run, "replay");
}

static void know_sensor(struct rb_run *run)
{
	run->enforcing = is(run, "module-ftrace-auth") || is(run, "bpf-lsm-auth") ||
			 is(run, "seccomp-notify") || is(run, "fanotify-permission") || in_process(run);
	run->reports = !is(run, "module-ftrace-auth") && !is(run, "bpf-lsm-auth");
	/* The listener was its own: the kernel gives no second one for the same filter. */
	run->restartable = !is(run, "seccomp-notify");
}

static int publish_subjects(struct rb_run *run)
{
	struct stat st;
	char path[160];

	run->shared->subject_count = RB_ALLOWED_FILES;
	for (int i = 0; i < RB_ALLOWED_FILES; i++) {
		snprintf(path, sizeof(path), "%s/f%04d", run->subject_dir, i);
		if (stat(path, &st))
			return rb_refuse(&run->reply, errno, "run again", "look at %s", path);
		run->shared->keys[i] = st.st_ino;
	}
	return 0;
}

static int share(struct rb_run *run)
{
	struct rb_fault *fault;

	run->scene = mmap(NULL, sizeof(*run->scene), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	run->shared_fd = memfd_create("ringbench", MFD_CLOEXEC);
	if (run->scene == MAP_FAILED || run->shared_fd < 0 ||
	    ftruncate(run->shared_fd, sizeof(*run->shared)))
		return rb_refuse(&run->reply, errno, "free memory", "shared memory");
	run->shared = mmap(NULL, sizeof(*run->shared), PROT_READ | PROT_WRITE, MAP_SHARED,
			   run->shared_fd, 0);
	if (run->shared == MAP_FAILED)
		return rb_refuse(&run->reply, errno, "free memory", "map shared memory");
	fault = &run->shared->fault;
	fault->number = is_kind(run, "update") ? 0 : run->options->fault;
	fault->seed = run->options->seed;
	fault->trigger = run->options->trigger;
	fault->each_process = in_process(run);
	snprintf(fault->subject, sizeof(fault->subject), "%s/f0000", run->subject_dir);
	run->shared->abi_version = RB_ABI_VERSION;
	run->shared->operation = RB_OPEN;
	run->scene->begin_ns = rb_clock_ns();
	return publish_subjects(run);
}

/* F20: content that came out wrong somewhere on its way. */
static void spoil(char *bytes, size_t *size, uint32_t seed)
{
	struct rb_content_header *header = (void *)bytes;

	srandom(seed);
	switch (seed % 5) {
	case 0:
		*size /= 2;
		break;
	case 1:
		memset(bytes + *size / 3, 0, *size / 3);
		break;
	case 2:
		for (int i = 0; i < 64; i++)
			bytes[(size_t)random() % *size] ^= (char)(1 << random() % 8);
		break;
	case 3:
		header->rule_count = 1000000;
		break;
	case 4:
		header->rule_count += 1 + (uint32_t)random() % 64;
		break;
	}
}

static void deny_all(struct rb_small_content *content)
{
	rb_content_deny_suffix(content, "*");
	content->rule.criterion[0].operator = RB_GLOB;
	content->header.checksum = rb_checksum(&content->rule, sizeof(content->rule));
}

static int keep_content(struct rb_run *run, const void *bytes, size_t size)
{
	int fd = open(run->content_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	ssize_t wrote = fd < 0 ? -1 : write(fd, bytes, size);

	if (fd >= 0)
		close(fd);
	return wrote == (ssize_t)size ? 0 :
		rb_refuse(&run->reply, errno, "free memory", "write %s", run->content_path);
}

/* A copy of the content that the sensor gets, with what the fault does to it. */
static int make_content(struct rb_run *run)
{
	struct rb_small_content all;
	size_t size;
	char *bytes;
	int error = rb_content_open(&run->content, run->options->content, &run->reply);

	if (error)
		return error;
	snprintf(run->content_path, sizeof(run->content_path), "%s/content", run->options->work_dir);
	run->shared->rule_count = run->content.content->header.rule_count;
	if (run->options->fault == RB_DENY_ALL) {
		deny_all(&all);
		error = keep_content(run, &all, sizeof(all));
	} else {
		size = run->content.size;
		bytes = malloc(size);
		if (!bytes)
			return rb_refuse(&run->reply, ENOMEM, "free memory", "content");
		memcpy(bytes, run->content.content, size);
		if (run->options->fault == RB_BAD_CONTENT)
			spoil(bytes, &size, run->options->seed);
		error = keep_content(run, bytes, size);
		free(bytes);
	}
	if (error || !in_process(run))
		return error;
	/* What the hook evaluates is in the monitored processes: as much of it as there is. */
	rb_content_close(&run->content);
	if (run->options->fault == RB_BAD_CONTENT)
		rb_take_defect(run->shared, true);
	return rb_content_open(&run->content, run->content_path, &run->reply);
}

static void activate(struct rb_run *run)
{
	struct rb_fault *fault = &run->shared->fault;

	fault->activated_ns = rb_clock_ns();
	fault->activations++;
	run->acted = true;
	/* At once: there may be no later. */
	rb_say("x %.3f activated", rb_ms(run, fault->activated_ns));
}

static void note_exit(struct rb_run *run, int status, bool by_us)
{
	struct rb_exit *end = &run->exits[run->exit_count < RB_EXITS ? run->exit_count : RB_EXITS - 1];

	end->at_ns = rb_clock_ns();
	end->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	end->status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	end->by_us = by_us;
	run->exit_count++;
	if (is_kind(run, "replay") && !run->shared->fault.activations)
		activate(run);
	rb_say("x %.3f exit %d %d", rb_ms(run, end->at_ns), end->signal, end->status);
}

static const struct rb_exit *last_exit(const struct rb_run *run)
{
	return !run->exit_count ? NULL :
		&run->exits[(run->exit_count < RB_EXITS ? run->exit_count : RB_EXITS) - 1];
}

static void note_detected(struct rb_run *run)
{
	if (run->detected_ns)
		return;
	run->detected_ns = rb_clock_ns();
	rb_say("x %.3f detected", rb_ms(run, run->detected_ns));
}

static int limit_sensor(struct rb_run *run)
{
	struct rlimit descriptors = { .rlim_cur = 64, .rlim_max = 64 };
	struct rlimit data = { .rlim_cur = 48 << 20, .rlim_max = 48 << 20 };
	struct rlimit core = { 0 }; /* how long a dump takes is not the sensor's */

	rb_place_hold(run, run->process.pid);
	rb_place_expose(run, run->process.pid);
	prlimit(run->process.pid, RLIMIT_CORE, &core, NULL);
	if (run->options->fault == RB_FD_LEAK)
		return prlimit(run->process.pid, RLIMIT_NOFILE, &descriptors, NULL);
	if (run->options->fault == RB_MEM_LEAK)
		return prlimit(run->process.pid, RLIMIT_DATA, &data, NULL);
	return 0;
}

static int spawn_sensor(struct rb_run *run)
{
	struct rb_sensor_arguments arguments = {
		.native_dir = run->options->native_dir,
		.subject_dir = run->subject_dir,
		.sensor = run->options->sensor,
		.operation = RB_OPEN,
		.handoff = RB_OTHER_CPU,
		.workload_cpu = 0,
		.sensor_cpu = (int)(run->options->seed % (uint32_t)sysconf(_SC_NPROCESSORS_ONLN)),
		.shared_fd = run->shared_fd,
		.content_path = run->content_path,
	};
	int error = rb_sensor_start(&run->process, &arguments, &run->reply);

	if (!error)
		limit_sensor(run);
	return error;
}

static void reap(struct rb_run *run, bool by_us)
{
	int status = 0;

	while (waitpid(run->process.pid, &status, 0) < 0 && errno == EINTR)
		;
	close(run->process.control_fd);
	run->process.pid = 0;
	note_exit(run, status, by_us);
}

static void kill_sensor(struct rb_run *run)
{
	if (!run->process.pid)
		return;
	kill(run->process.pid, SIGKILL);
	reap(run, true);
}

/* 0: it is attached. Otherwise it is gone, by itself (-ECHILD) or because it refused. */
static int await_attached(struct rb_run *run)
{
	struct pollfd answer = { .fd = run->process.control_fd, .events = POLLIN };
	ssize_t got;

	memset(&run->reply, 0, sizeof(run->reply));
	if (poll(&answer, 1, ATTACH_TIMEOUT_MS) <= 0) {
		kill_sensor(run);
		return rb_refuse(&run->reply, ETIMEDOUT, "run again", "the sensor did not attach");
	}
	got = recv(run->process.control_fd, &run->reply, sizeof(run->reply), 0);
	if (got != sizeof(run->reply)) {
		reap(run, false);
		return -ECHILD;
	}
	if (run->reply.status) {
		snprintf(run->refused, sizeof(run->refused), "%s", run->reply.reason);
		reap(run, false);
		return run->reply.status;
	}
	run->attached = true;
	run->beats = run->shared->fault.beats;
	run->beat_ns = rb_clock_ns();
	return 0;
}

static uint64_t delivered(const struct rb_run *run)
{
	return run->shared->delivered + run->shared->foreign + run->shared->canaries;
}

static uint64_t issued(const struct rb_run *run)
{
	uint64_t sum = 0;

	for (int i = 0; i < RB_TASKS; i++)
		sum += __atomic_load_n(&run->scene->tasks[i].operations, __ATOMIC_ACQUIRE);
	return sum;
}

/* The first correct answer after the fault: a refusal, or an event of a sensor that cannot refuse. */
static void look_for_recovery(struct rb_run *run)
{
	int64_t since_ns = run->restarted_ns;
	bool recovered = false;

	if (run->recovered_ns || !since_ns || !run->process.pid)
		return;
	if (run->enforcing)
		for (int i = 0; i <= RB_PROBE; i++)
			recovered |= run->scene->tasks[i].refused_ns > since_ns;
	else
		recovered = delivered(run) > run->delivered_at_restart;
	if (!recovered)
		return;
	run->recovered_ns = rb_clock_ns();
	rb_say("x %.3f recovered", rb_ms(run, run->recovered_ns));
}

/* The last known good content, after two starts that failed. */
static void fall_back(struct rb_run *run)
{
	struct rb_content_file before = { 0 };

	if (!run->options->fallback || run->fell_back || run->exit_count <= RB_FAILED_STARTS)
		return;
	if (rb_content_open(&before, run->options->fallback, &run->reply))
		return;
	run->fell_back = !keep_content(run, before.content, before.size);
	run->recovered_ns = 0; /* what was right for a moment was no recovery */
	rb_content_close(&before);
}

static void restart(struct rb_run *run)
{
	/* What came in by content or lies in the program itself is there again after a restart. */
	bool stays = run->options->fault == RB_CRASH_AT_INIT || run->options->fault == RB_BAD_CONTENT;

	run->shared->fault.cured = !stays;
	fall_back(run);
	run->delivered_at_restart = delivered(run);
	run->restarts++;
	if (spawn_sensor(run) || await_attached(run))
		return;
	run->restarted_ns = rb_clock_ns();
	rb_say("x %.3f restarted", rb_ms(run, run->restarted_ns));
}

static uint64_t doubtful_verdicts(const struct rb_run *run)
{
	uint64_t sum = 0;

	for (int i = 0; i <= RB_PROBE; i++)
		sum += run->scene->tasks[i].allowed_refused + run->scene->tasks[i].denied_succeeded;
	return sum;
}

/* What was doubtful while the sensor was sound is wrong; but not what came just before it was found dead. */
static void look_for_wrong_verdicts(struct rb_run *run, bool sound)
{
	uint64_t now = doubtful_verdicts(run), then;

	if (sound) {
		if (!run->ticks)
			run->doubtful_before = now;
		run->doubtful[run->ticks++ % RB_TICKS] = now;
	} else if (run->ticks) {
		then = run->ticks < RB_TICKS ? run->doubtful_before : run->doubtful[run->ticks % RB_TICKS];
		run->wrong += then - run->doubtful_before;
		run->ticks = 0;
	}
}

static void supervise(struct rb_run *run)
{
	int64_t now_ns = rb_clock_ns(), gap_ns;
	uint64_t beats = __atomic_load_n(&run->shared->fault.beats, __ATOMIC_RELAXED);
	int status;

	if (!run->process.pid) {
		const struct rb_exit *last = last_exit(run);

		look_for_wrong_verdicts(run, false);
		if (!last || run->given_up || run->refused[0])
			return;
		if (!run->restartable || run->exit_count >= run->options->start_limit)
			run->given_up = true;
		else if (now_ns - last->at_ns >= run->options->restart_delay_ms * MS)
			restart(run);
		return;
	}
	if (waitpid(run->process.pid, &status, WNOHANG) == run->process.pid) {
		close(run->process.control_fd);
		run->process.pid = 0;
		note_exit(run, status, false);
		note_detected(run);
		return;
	}
	if (beats != run->beats) {
		run->beats = beats;
		run->beat_ns = now_ns;
	}
	gap_ns = now_ns - run->beat_ns;
	if (gap_ns > run->longest_beat_gap_ns)
		run->longest_beat_gap_ns = gap_ns;
	look_for_wrong_verdicts(run, gap_ns < HANG_NS && (!run->restarts || run->recovered_ns));
	if (gap_ns < HANG_NS || !run->activated_ns)
		return;
	note_detected(run);
	if (run->options->watchdog)
		kill_sensor(run);
}

/* A defective one is to take over, while the sound one goes on until it does. */
static void update(struct rb_run *run)
{
	struct rb_sensor_process sound = run->process;

	run->shared->fault.number = run->options->fault;
	memset(&run->process, 0, sizeof(run->process));
	if (!spawn_sensor(run) && !await_attached(run))
		kill_sensor(run);
	run->process = sound;
	activate(run);
}

/* What is done to a sensor and not by it. */
static void act(struct rb_run *run)
{
	struct rb_request stop = { .kind = RB_REQUEST_STOP };

	if (run->acted || !run->process.pid || issued(run) < run->options->trigger)
		return;
	if (is_kind(run, "update")) {
		update(run);
		return;
	}
	switch (run->options->fault) {
	case RB_FREEZE:
		activate(run);
		rb_place_freeze(run, run->process.pid);
		break;
	case RB_KILL:
		activate(run);
		kill(run->process.pid, SIGKILL);
		break;
	case RB_QUEUE_OVERFLOW:
		activate(run);
		run->scene->flood = true;
		break;
	case RB_UNLOAD_RACE:
		if (in_process(run))
			break;
		activate(run);
		send(run->process.control_fd, &stop, sizeof(stop), MSG_NOSIGNAL);
		break;
	case RB_DENY_ALL:
	case RB_BAD_CONTENT:
		activate(run); /* it was there from the start */
		break;
	}
	if (!strcmp(run->options->kind, "known-bad")) {
		int fd = open("/proc/sysrq-trigger", O_WRONLY | O_CLOEXEC);

		activate(run);
		if (fd < 0 || write(fd, "c", 1) != 1)
			run->acted = true;
	}
}

static void look_for_activation(struct rb_run *run)
{
	struct rb_fault *fault = &run->shared->fault;

	if (rb_is_module_sensor(run->options->sensor) && !run->activated_ns && !fault->activations) {
		fault->activations = rb_module_activations();
		fault->activated_ns = fault->activations ? rb_clock_ns() : 0;
	}
	for (int i = 0; is_kind(run, "replay") && i < RB_WORKERS && !fault->activations; i++)
		if (run->scene->tasks[i].ended && run->scene->tasks[i].signal)
			activate(run);
	if (run->activated_ns || !fault->activated_ns)
		return;
	run->activated_ns = fault->activated_ns;
	if (!run->acted)
		rb_say("x %.3f activated", rb_ms(run, run->activated_ns));
}

static void measure_gaps(struct rb_run *run)
{
	int64_t now_ns = rb_clock_ns();

	for (int i = 0; i < RB_TASKS; i++) {
		struct rb_task *task = &run->scene->tasks[i];

		if (task->pid && !task->ended && task->last_ns &&
		    now_ns - task->last_ns > task->longest_gap_ns)
			task->longest_gap_ns = now_ns - task->last_ns;
	}
}

static bool somebody_waits(const struct rb_run *run)
{
	int64_t now_ns = rb_clock_ns();

	for (int i = 0; i <= RB_PROBE; i++) {
		const struct rb_task *task = &run->scene->tasks[i];

		if (task->pid && !task->ended && task->last_ns && now_ns - task->last_ns > 50 * MS)
			return true;
	}
	return false;
}

static bool all_ended(const struct rb_run *run)
{
	for (int i = 0; i < RB_WORKERS; i++)
		if (!run->scene->tasks[i].ended)
			return false;
	return true;
}

/* It is told to its end: given up, well again with the content before, or nobody is left. */
static bool replay_is_over(const struct rb_run *run)
{
	int64_t now_ns = rb_clock_ns();
	const struct rb_exit *last = last_exit(run);

	if (run->given_up)
		return now_ns - last->at_ns > REPLAY_SETTLE_NS;
	if (run->fell_back && run->recovered_ns)
		return now_ns - run->recovered_ns > REPLAY_SETTLE_NS;
	return in_process(run) && all_ended(run);
}

static bool is_over(struct rb_run *run)
{
	int64_t now_ns = rb_clock_ns(), since_ns = run->activated_ns;
	int64_t stall_ns = run->options->stall_ms * MS * 23 / 20;
	const struct rb_exit *last = last_exit(run);

	if (now_ns - run->scene->begin_ns > run->options->limit_ms * MS) {
		run->cut_off = true;
		return true;
	}
	if (is_kind(run, "replay"))
		return replay_is_over(run);
	if (is_placebo(run) && !since_ns && issued(run) >= run->options->trigger) {
		since_ns = run->activated_ns = now_ns;
		run->shared->fault.activations = 1;
	}
	if (run->refused[0] && !since_ns)
		since_ns = run->activated_ns = now_ns;
	if (!since_ns)
		return all_ended(run);
	if (run->options->fault == RB_QUEUE_OVERFLOW && run->scene->flood) {
		if (now_ns - since_ns < FLOOD_NS)
			return false;
		run->scene->flood = false;
	}
	if (now_ns - since_ns < QUIET_NS)
		return false;
	if (run->options->fault == RB_MEM_LEAK && !run->exit_count && !all_ended(run))
		return now_ns - since_ns > 3 * stall_ns;
	if (run->recovered_ns)
		return now_ns - run->recovered_ns > SETTLE_NS;
	if (somebody_waits(run))
		return now_ns - since_ns > stall_ns;
	if (run->process.pid && run->options->watchdog && run->detected_ns && !run->restarted_ns)
		return now_ns - since_ns > stall_ns;
	if (run->restarted_ns) /* and no right answer yet */
		return now_ns - run->restarted_ns > stall_ns;
	if (!run->process.pid && !run->given_up && !run->refused[0])
		return false; /* is about to be restarted */
	return !last || now_ns - last->at_ns > QUIET_NS;
}

static void say_journal(const struct rb_run *run)
{
	static int64_t said_ns;
	int64_t now_ns = rb_clock_ns();

	if (now_ns - said_ns < 10 * MS)
		return;
	said_ns = now_ns;
	for (int i = -1; i <= RB_PROBE; i++) {
		const struct rb_task *task = i < 0 ? &run->scene->control : &run->scene->tasks[i];
		uint32_t errors = 0;

		for (int e = 0; e < RB_ERRNOS; e++)
			errors += task->unexpected[e].count;
		rb_say("j %.3f %s %llu %u %.3f", rb_ms(run, now_ns), task->name,
		       (unsigned long long)task->operations, errors, (double)task->longest_gap_ns / 1e6);
	}
}

static void watch(struct rb_run *run)
{
	do {
		usleep(TICK_US);
		look_for_activation(run);
		act(run);
		supervise(run);
		look_for_recovery(run);
		measure_gaps(run);
		say_journal(run);
	} while (!is_over(run));
}

static int await_installed(struct rb_run *run)
{
	struct rb_scene *scene = run->scene;

	scene->install = true;
	for (int i = 0; i < ATTACH_TIMEOUT_MS && !scene->installed; i++)
		usleep(1000);
	if (scene->installed && !scene->install_error)
		return 0;
	run->reply = scene->install_reply;
	/* Nobody at the other end of the socket is no refusal: the sensor died on the way. */
	if (in_process(run))
		snprintf(run->refused, sizeof(run->refused), "%s", scene->install_reply.reason);
	return scene->install_error ? scene->install_error : -ETIMEDOUT;
}

static int begin(struct rb_run *run)
{
	/* Its listener goes to the sensor through a socket that the leader inherits; others ask who to watch. */
	bool sensor_first = is(run, "seccomp-notify");
	int error = 0;

	run->control = rb_control_start(run);
	if (rb_is_module_sensor(run->options->sensor))
		error = rb_module_load(run);
	if (!error && sensor_first)
		error = spawn_sensor(run);
	run->leader = rb_leader_start(run);
	run->shared->workload_tgid = (uint32_t)run->leader;
	run->shared->workload_tid = 0;
	if (!error && !sensor_first)
		error = spawn_sensor(run);
	if (!error)
		error = await_installed(run);
	if (!error || run->process.pid) {
		int attached = run->process.pid ? await_attached(run) : 0;

		error = error ? error : attached;
	}
	/* Only a fault may keep a sensor from attaching. */
	if (error && is_placebo(run))
		return error;
	if (error && !run->process.pid && !run->exit_count)
		run->given_up = true;
	run->scene->install = true;
	if (run->refused[0] && !run->shared->fault.activations)
		activate(run);
	run->scene->go = true;
	return 0;
}

/* For as long as something arrives. */
static void await_delivery(struct rb_run *run)
{
	uint64_t before = 0, now = delivered(run);

	for (int i = 0; i < 50 && run->process.pid && run->reports && now < issued(run) && now != before; i++) {
		usleep(10000);
		before = now;
		now = delivered(run);
	}
}

static void collect(struct rb_run *run)
{
	measure_gaps(run);
	if (run->ticks)
		run->wrong += doubtful_verdicts(run) - run->doubtful_before;
	run->scene->stop = true;
	await_delivery(run);
	run->issued = issued(run);
	run->delivered = delivered(run);
	if (run->process.pid && run->attached) {
		struct rb_request ask = { .kind = RB_REQUEST_STATISTICS };
		struct pollfd answer = { .fd = run->process.control_fd, .events = POLLIN };

		send(run->process.control_fd, &ask, sizeof(ask), MSG_NOSIGNAL);
		if (poll(&answer, 1, 100) <= 0)
			run->lost_unknown = true;
		run->lost = run->shared->lost;
		run->lost_unknown |= run->shared->lost_unknown;
	}
	rb_read_boot(run->boot_id_after, sizeof(run->boot_id_after), &run->taint_after);
}

/* True once it is gone. */
static bool await_end(pid_t pid)
{
	for (int i = 0; i < 500; i++) {
		if (waitpid(pid, NULL, WNOHANG))
			return true;
		usleep(1000);
	}
	return false;
}

static void end_process(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	await_end(pid);
}

static void clear_up(struct rb_run *run)
{
	run->scene->stop = true;
	if (run->process.pid) {
		kill(run->process.pid, SIGKILL);
		end_process(run->process.pid);
	}
	for (int i = 0; run->leader && i < RB_TASKS; i++)
		if (run->scene->tasks[i].pid > 0 && !run->scene->tasks[i].ended)
			kill(run->scene->tasks[i].pid, SIGKILL);
	/* It ends by itself when it has reaped them all, unless one of them cannot be killed. */
	if (run->leader > 0 && !await_end(run->leader))
		end_process(run->leader);
	end_process(run->control);
	rb_place_remove(run);
}

int rb_run_conduct(struct rb_run *run)
{
	int error;

	know_sensor(run);
	rb_read_boot(run->boot_id, sizeof(run->boot_id), &run->taint);
	error = rb_place_make(run);
	if (!error)
		error = share(run);
	if (!error)
		error = make_content(run);
	if (!error)
		error = begin(run);
	if (!error) {
		watch(run);
		collect(run);
	}
	if (run->scene && run->scene != MAP_FAILED)
		clear_up(run);
	return error;
}
