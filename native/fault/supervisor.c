/* SPDX-License-Identifier: Apache-2.0 */
#include "supervisor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faulty.h"
#include "injection.h"
#include "run_content.h"
#include "sensor.h"
#include "state.h"

#define ATTACH_TIMEOUT_MS 20000
/* So long without a beat: stuck or stopped. */
#define HANG_NS (4 * RB_BEAT_PERIOD_MS * RB_MS)
/* Then its watchdog kills it: a sensor that is only busy beats again before. */
#define WATCHDOG_NS (500 * RB_MS)
#define RB_FAILED_STARTS 2

static void note_exit(struct rb_run *run, int status, bool by_us)
{
	struct rb_exit *end = &run->exits[run->exit_count < RB_EXITS ? run->exit_count : RB_EXITS - 1];

	end->at_ns = rb_clock_ns();
	end->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	end->status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	/* A kill may be the fault, and what had ended before the watchdog struck ended by itself. */
	end->by_us = by_us && end->signal == SIGKILL && !run->injection->kills;
	run->exit_count++;
	if (rb_run_is_kind(run, "replay") && !run->shared->fault.activations)
		rb_run_activate(run);
	rb_say("x %.3f exit %d %d", rb_ms(run, end->at_ns), end->signal, end->status);
}

static void note_detected(struct rb_run *run)
{
	if (run->detected_ns)
		return;
	run->detected_ns = rb_clock_ns();
	rb_say("x %.3f detected", rb_ms(run, run->detected_ns));
}

static void limit_sensor(struct rb_run *run)
{
	rlim_t limit = run->injection->limit.of_sensor;
	struct rlimit limited = { .rlim_cur = limit, .rlim_max = limit };
	struct rlimit core = { 0 }; /* how long a dump takes is not the sensor's */

	rb_place_hold(run, run->process.pid);
	rb_place_expose(run, run->process.pid);
	prlimit(run->process.pid, RLIMIT_CORE, &core, NULL);
	if (limit)
		prlimit(run->process.pid, (__rlimit_resource_t)run->injection->limit.resource, &limited, NULL);
}

int rb_run_spawn_sensor(struct rb_run *run)
{
	struct rb_sensor_arguments arguments = {
		.native_dir = run->options->native_dir,
		.target_dir = run->target_dir,
		.sensor = run->options->sensor,
		.operation = RB_OPEN,
		.handoff = RB_OTHER_CPU,
		.workload_cpu = 0,
		/* Forms of a defect are chosen by the seed modulo 20: any of them on any CPU. */
		.sensor_cpu = (int)(run->options->seed / 20 % (uint32_t)sysconf(_SC_NPROCESSORS_ONLN)),
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

/* It ended by itself meanwhile, and nobody had to. */
static bool has_ended(struct rb_run *run)
{
	int status;

	if (waitpid(run->process.pid, &status, WNOHANG) != run->process.pid)
		return false;
	close(run->process.control_fd);
	run->process.pid = 0;
	note_exit(run, status, false);
	note_detected(run);
	return true;
}

/* What else keeps a process in user mode from attaching is this machine's trouble and no outcome. */
static bool may_be_refused(const struct rb_run *run)
{
	return run->restarts || rb_run_is_bpf(run) || run->injection->may_be_refused ||
	       rb_run_is_kind(run, "replay") || rb_run_is_kind(run, "update");
}

/* 0: it is attached. Otherwise it is gone, by itself (-ECHILD) or because it refused. */
int rb_run_await_attached(struct rb_run *run)
{
	struct pollfd answer = { .fd = run->process.control_fd, .events = POLLIN };
	ssize_t got;

	memset(&run->reply, 0, sizeof(run->reply));
	if (poll(&answer, 1, ATTACH_TIMEOUT_MS) <= 0) {
		kill_sensor(run);
		return rb_refuse(&run->reply, ETIMEDOUT, "see what holds it (/proc/PID/stack, `dmesg`)", "the sensor did not attach");
	}
	got = recv(run->process.control_fd, &run->reply, sizeof(run->reply), 0);
	if (got != sizeof(run->reply)) {
		reap(run, false);
		return -ECHILD;
	}
	if (run->reply.status) {
		if (run->reply.status == -RB_INCOMPLETE || !may_be_refused(run))
			run->incomplete = true;
		else
			snprintf(run->refused, sizeof(run->refused), "%s", run->reply.reason);
		reap(run, false);
		return run->reply.status;
	}
	run->attached = true;
	run->beats = run->shared->fault.beats;
	run->beat_ns = rb_clock_ns();
	return 0;
}

/* The first correct answer after the fault: a refusal, or an event of a sensor that cannot refuse. */
void rb_run_look_for_recovery(struct rb_run *run)
{
	/* What is pinned decides on without its loader, and all that is in the kernel while its loader is frozen. */
	bool in_kernel = rb_run_is_bpf(run) || rb_is_module_sensor(run->options->sensor);
	bool frozen = run->injection->freezes && in_kernel && !run->options->watchdog;
	bool stays = run->enforcing && (run->shared->fault.pinned || frozen);
	int64_t since_ns = stays ? run->activated_ns : run->restarted_ns;
	bool recovered = false;

	if (run->recovered_ns || !since_ns || !(run->process.pid || stays))
		return;
	if (run->enforcing)
		for (int i = 0; i <= RB_PROBE; i++)
			recovered |= run->scene->tasks[i].refused_ns > since_ns;
	else
		recovered = rb_run_delivered(run) > run->delivered_at_restart;
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
	run->fell_back = !rb_run_keep_content(run, before.content, before.size);
	run->recovered_ns = 0; /* what was right for a moment was no recovery */
	rb_content_close(&before);
}

static void restart(struct rb_run *run)
{
	run->shared->fault.cured = !rb_stays_after_restart(run->options->fault);
	fall_back(run);
	run->delivered_at_restart = rb_run_delivered(run);
	run->restarts++;
	if (rb_run_spawn_sensor(run) || rb_run_await_attached(run))
		return;
	run->restarted_ns = rb_clock_ns();
	rb_say("x %.3f restarted", rb_ms(run, run->restarted_ns));
}

/* What was doubtful while the sensor was sound is wrong; but not what came just before it was found dead. */
static void look_for_wrong_verdicts(struct rb_run *run, bool sound)
{
	uint64_t now = rb_run_doubtful_verdicts(run), then;

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

void rb_run_supervise(struct rb_run *run)
{
	int64_t now_ns = rb_clock_ns(), gap_ns;
	uint64_t beats = __atomic_load_n(&run->shared->fault.beats, __ATOMIC_RELAXED);
	/* It does as its content says, or its hook is not there: no verdict is its mistake. */
	bool obeys = run->injection->obeys || (run->refused[0] && !run->sound_first);

	if (!run->process.pid) {
		const struct rb_exit *last = rb_run_last_exit(run);

		look_for_wrong_verdicts(run, false);
		if (!last || run->given_up || run->refused[0])
			return;
		if (!run->restartable || run->exit_count >= run->options->start_limit)
			run->given_up = true;
		else if (now_ns - last->at_ns >= run->options->restart_delay_ms * RB_MS)
			restart(run);
		return;
	}
	if (has_ended(run))
		return;
	if (beats != run->beats) {
		run->beats = beats;
		run->beat_ns = now_ns;
	}
	gap_ns = now_ns - run->beat_ns;
	if (gap_ns > run->longest_beat_gap_ns)
		run->longest_beat_gap_ns = gap_ns;
	look_for_wrong_verdicts(run, !obeys && gap_ns < HANG_NS && (!run->restarts || run->recovered_ns));
	if (gap_ns < HANG_NS || !run->activated_ns)
		return;
	note_detected(run);
	if (run->options->watchdog && gap_ns >= WATCHDOG_NS && !has_ended(run))
		kill_sensor(run);
}

/* A defective one is to take over, while the sound one goes on until it does. */
void rb_run_update(struct rb_run *run)
{
	struct rb_sensor_process sound = run->process;
	uint32_t exits = run->exit_count;

	run->shared->fault.number = run->options->fault;
	rb_run_name_content(run);
	memset(&run->process, 0, sizeof(run->process));
	if (!rb_run_spawn_sensor(run) && !rb_run_await_attached(run))
		kill_sensor(run);
	run->process = sound;
	run->exit_count = exits; /* that was none of the sensor that is loaded */
	if (run->refused[0] || rb_run_is_kind(run, "update"))
		rb_run_activate(run);
	else /* refused before, and not now: the run shows nothing, B0 */
		run->acted = true;
}
