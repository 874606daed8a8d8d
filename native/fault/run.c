/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run.c: conducts one run: starts the sensor, the workload and the canaries, sees the fault come, watches
 * until nothing more is to be expected, and collects what was seen.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run.h"

#include "clear.h"
#include "faulty.h"
#include "injection.h"
#include "run_content.h"
#include "sensor.h"
#include "settle.h"
#include "state.h"
#include "supervisor.h"

#define TICK_US 1000
#define INSTALL_TIMEOUT_MS 20000

static void know_sensor(struct rb_run *run)
{
	bool module_decides = rb_is_module_sensor(run->options->sensor) && !rb_run_is(run, "module-ftrace");

	run->enforcing = module_decides || rb_run_is(run, "bpf-lsm-auth") ||
			 rb_run_is(run, "seccomp-notify") || rb_run_is(run, "fanotify-permission") || rb_run_is_in_process(run);
	run->reports = !module_decides && !rb_run_is(run, "bpf-lsm-auth");
	/* The listener was its own: the kernel gives no second one for the same filter. */
	run->restartable = !rb_run_is(run, "seccomp-notify");
}

static int publish_targets(struct rb_run *run)
{
	struct stat st;
	char path[160];

	run->shared->target_count = RB_ALLOWED_FILES;
	for (int i = 0; i < RB_ALLOWED_FILES; i++) {
		snprintf(path, sizeof(path), "%s/f%04d", run->target_dir, i);
		if (stat(path, &st))
			return rb_refuse_call(&run->reply, RB_CALL_WORK_FILE, errno, "look at %s", path);
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
		return rb_refuse_call(&run->reply, RB_CALL_SHARED_MEMORY, errno, "shared memory");
	run->shared = mmap(NULL, sizeof(*run->shared), PROT_READ | PROT_WRITE, MAP_SHARED,
			   run->shared_fd, 0);
	if (run->shared == MAP_FAILED)
		return rb_refuse_call(&run->reply, RB_CALL_MEMORY, errno, "map shared memory");
	fault = &run->shared->fault;
	fault->number = rb_run_is_kind(run, "update") ? 0 : run->options->fault;
	fault->seed = run->options->seed;
	fault->trigger = run->options->trigger;
	fault->each_process = rb_run_is_in_process(run);
	fault->may_last = run->options->guest;
	snprintf(fault->target, sizeof(fault->target), "%s/f0000", run->target_dir);
	run->shared->abi_version = RB_ABI_VERSION;
	run->shared->operation = RB_OPEN;
	if (run->injection->prepare)
		run->injection->prepare(run);
	run->scene->begin_ns = rb_clock_ns();
	return publish_targets(run);
}

/* What is done to a sensor and not by it. */
static void act(struct rb_run *run)
{
	if (run->acted || !run->process.pid || rb_run_issued(run) < run->options->trigger)
		return;
	if (rb_run_is_kind(run, "update") || run->sound_first) {
		rb_run_update(run);
		return;
	}
	if (run->injection->act)
		run->injection->act(run);
	if (rb_run_is_kind(run, "known-bad")) {
		int fd = open("/proc/sysrq-trigger", O_WRONLY | O_CLOEXEC);

		rb_run_activate(run);
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
	for (int i = 0; rb_run_is_kind(run, "replay") && i < RB_WORKERS && !fault->activations; i++)
		if (run->scene->tasks[i].ended && run->scene->tasks[i].signal)
			rb_run_activate(run);
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

static void say_journal(const struct rb_run *run)
{
	static int64_t said_ns;
	int64_t now_ns = rb_clock_ns();

	if (now_ns - said_ns < 10 * RB_MS)
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
		rb_run_supervise(run);
		rb_run_look_for_recovery(run);
		measure_gaps(run);
		say_journal(run);
	} while (!rb_run_is_over(run));
}

static int await_installed(struct rb_run *run)
{
	struct rb_scene *scene = run->scene;

	scene->install = true;
	for (int i = 0; i < INSTALL_TIMEOUT_MS && !scene->installed; i++)
		usleep(1000);
	if (scene->installed && !scene->install_error)
		return 0;
	run->reply = scene->install_reply;
	/* Nobody at the other end of the socket is no refusal: the sensor died on the way. */
	if (rb_run_is_in_process(run))
		snprintf(run->refused, sizeof(run->refused), "%s", scene->install_reply.reason);
	return scene->install_error ? scene->install_error : -ETIMEDOUT;
}

/*
 * A program that the kernel refuses takes nothing of what is loaded with it. So that there is something, the
 * run begins again with a sound sensor, and the defective one is to take over when its time comes.
 */
static int begin_again_soundly(struct rb_run *run)
{
	int error;

	run->sound_first = true;
	run->refused[0] = '\0';
	run->exit_count = 0;
	run->scene->begin_ns = rb_clock_ns();
	run->shared->fault.number = 0;
	snprintf(run->content_path, sizeof(run->content_path), "%s", run->options->content);
	error = rb_run_spawn_sensor(run);
	return error ? error : rb_run_await_attached(run);
}

static void start_workload(struct rb_run *run)
{
	run->leader = rb_leader_start(run);
	run->shared->workload_tgid = (uint32_t)run->leader;
	run->shared->workload_tid = 0;
}

/* The workload also where there is no sensor: what that does to it is an outcome. */
static int start_sensor_and_workload(struct rb_run *run)
{
	int error = rb_is_module_sensor(run->options->sensor) ? rb_module_load(run) : 0;

	if (error) {
		start_workload(run);
		return error;
	}
	/* Its listener goes to the sensor through a socket that the leader inherits; others ask who to watch. */
	if (rb_run_is(run, "seccomp-notify")) {
		error = rb_run_spawn_sensor(run);
		start_workload(run);
	} else {
		start_workload(run);
		error = rb_run_spawn_sensor(run);
	}
	return error ? error : await_installed(run);
}

static int begin(struct rb_run *run)
{
	int error, attached;

	run->control = rb_control_start(run);
	error = start_sensor_and_workload(run);
	attached = run->process.pid ? rb_run_await_attached(run) : 0;
	error = error ? error : attached;
	if (run->refused[0] && rb_run_is_kind(run, "fault") && rb_run_is_bpf(run)) {
		error = begin_again_soundly(run);
		if (error)
			return error;
	}
	/* Only a fault may keep a sensor from attaching. */
	if (error && (rb_run_is_placebo(run) || run->incomplete))
		return error;
	if (error && !run->process.pid && !run->exit_count)
		run->given_up = true;
	run->scene->install = true;
	/* What was refused was met; and content that is bad, and was taken, is there from the first event on. */
	if ((run->refused[0] || (run->injection->there_from_start && !run->sound_first &&
				 (run->attached || run->exit_count))) &&
	    !run->shared->fault.activations)
		rb_run_activate(run);
	run->scene->go = true;
	return 0;
}

/* Until everything has arrived, or nothing has for so long; at most half a second more. */
static void await_delivery(struct rb_run *run, uint32_t quiet_ms)
{
	uint64_t before = rb_run_delivered(run);
	uint32_t quiet = 0;

	for (uint32_t i = 0; i < quiet_ms / 10 + 50 && quiet < quiet_ms && run->process.pid && run->reports &&
			     before < rb_run_issued(run); i++) {
		uint64_t now;

		usleep(10000);
		now = rb_run_delivered(run);
		quiet = now == before ? quiet + 10 : 0;
		before = now;
	}
}

/*
 * What waits in the queue of a sensor that was only stopped or slow is not lost: it goes on as a sound one, and
 * what then arrives was late. Of one that hangs for ever nothing more is to come.
 */
static void drain(struct rb_run *run)
{
	uint64_t in_time = rb_run_delivered(run);
	uint32_t quiet_ms;

	await_delivery(run, 10);
	if (!run->process.pid || !run->reports)
		return;
	if (!run->injection->let_go_on)
		return;
	quiet_ms = run->injection->let_go_on(run);
	run->shared->fault.cured = 1;
	await_delivery(run, quiet_ms);
	run->late = rb_run_delivered(run) - in_time;
	run->drained = true;
}

/* Before all are ended: how long it would have gone on nobody will know. */
static void mark_stuck(struct rb_run *run)
{
	int64_t now_ns = rb_clock_ns();

	for (int i = 0; i <= RB_PROBE; i++) {
		struct rb_task *task = &run->scene->tasks[i];

		task->stuck = task->pid && !task->ended && task->last_ns &&
			      now_ns - task->last_ns > (int64_t)run->options->stall_ms * RB_MS;
	}
}

static void collect(struct rb_run *run)
{
	measure_gaps(run);
	mark_stuck(run);
	if (run->ticks)
		run->wrong += rb_run_doubtful_verdicts(run) - run->doubtful_before;
	run->scene->stop = true;
	drain(run);
	run->issued = rb_run_issued(run);
	run->delivered = rb_run_delivered(run);
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

static int prepare_and_begin(struct rb_run *run)
{
	int error = rb_place_make(run);

	if (error)
		return error;
	error = share(run);
	if (error)
		return error;
	error = rb_run_make_content(run);
	return error ? error : begin(run);
}

int rb_run_conduct(struct rb_run *run)
{
	int error, left;

	know_sensor(run);
	run->injection = rb_injection_of(run->options->fault);
	if (run->injection->form)
		run->injection->form(run);
	rb_read_boot(run->boot_id, sizeof(run->boot_id), &run->taint);
	error = prepare_and_begin(run);
	if (!error) {
		watch(run);
		collect(run);
		error = run->incomplete ? -RB_INCOMPLETE : 0;
	}
	if (!run->scene || run->scene == MAP_FAILED)
		return error;
	left = rb_run_clear_up(run);
	return error ? error : left;
}
