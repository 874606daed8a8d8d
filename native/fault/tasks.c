/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tasks.c: the monitored processes. A leader puts into itself what only the monitored side can (filter,
 * hook), and is the parent of the workers and of the probe: sensors watch its children.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "faulty.h"
#include "scene.h"
#include "sensor.h"
#include "session.h"

#define PACE_NS 1000000
#define DENIED_EACH 5
#define SYNCED_EACH 10
#define RECORDS_FILE "/data/journal"

static void nap(int64_t ns)
{
	const struct timespec time = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };

	nanosleep(&time, NULL);
}

/* At its times, however long what is between them takes; those that were missed are not made up for. */
static void nap_until_next(int64_t *next_ns)
{
	int64_t now_ns = rb_clock_ns();
	struct timespec time;

	*next_ns += PACE_NS;
	if (*next_ns < now_ns) {
		*next_ns = now_ns;
		return;
	}
	time = (struct timespec){ .tv_sec = *next_ns / 1000000000, .tv_nsec = *next_ns % 1000000000 };
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
}

static void count_unexpected(struct rb_task *task, int error, int64_t now_ns)
{
	for (int i = 0; i < RB_ERRNOS; i++) {
		struct rb_unexpected *unexpected = &task->unexpected[i];

		if (unexpected->count && unexpected->error != error)
			continue;
		if (!unexpected->count)
			unexpected->first_ns = now_ns;
		unexpected->error = error;
		unexpected->count++;
		return;
	}
}

/* By the C library's function, which interposition hooks. 0 or an errno. */
static int open_once(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static void end_operation(struct rb_task *task, int64_t now_ns)
{
	int64_t gap_ns = now_ns - task->last_ns;

	if (gap_ns > task->longest_gap_ns)
		task->longest_gap_ns = gap_ns;
	task->last_ns = now_ns;
	__atomic_add_fetch(&task->operations, 1, __ATOMIC_RELEASE);
}

/* What comes back when the run is over says nothing about the fault. */
static void open_allowed(const struct rb_run *run, struct rb_task *task, const char *path)
{
	int error = open_once(path);
	int64_t now_ns = rb_clock_ns();

	if (run->scene->stop)
		return;
	if (!error)
		task->answered_ns = now_ns;
	else if (error == EPERM)
		task->allowed_refused++;
	if (error)
		count_unexpected(task, error, now_ns);
	end_operation(task, now_ns);
}

/* A denied file that opens is no error of the task: it is the sensor's. */
static void open_denied(const struct rb_run *run, struct rb_task *task, const char *path)
{
	int error = open_once(path);
	int64_t now_ns = rb_clock_ns();

	if (run->scene->stop)
		return;
	if (!run->enforcing) {
		if (error)
			count_unexpected(task, error, now_ns);
	} else if (!error) {
		task->denied_succeeded++;
		/* The first may have waited long for its answer. */
		task->unprotected_ns += task->unprotected ? now_ns - task->last_ns : PACE_NS;
		if (!task->succeeded_ns)
			task->succeeded_ns = now_ns;
	} else if (error == EPERM) {
		task->denied_refused++;
		task->refused_ns = now_ns;
	} else {
		count_unexpected(task, error, now_ns);
	}
	task->unprotected = !error;
	end_operation(task, now_ns);
}

/* Acknowledged only when the disk has it: what is missing afterwards was lost. */
static void write_record(struct rb_task *task, int fd)
{
	char line[32];
	int length = snprintf(line, sizeof(line), "%llu\n", (unsigned long long)task->acknowledged + 1);

	if (write(fd, line, (size_t)length) != length || fdatasync(fd))
		return;
	task->acknowledged++;
	rb_say("a %llu", (unsigned long long)task->acknowledged);
}

static void limit(int resource, rlim_t most)
{
	struct rlimit old;
	struct rlimit now;

	if (getrlimit(resource, &old))
		return;
	now = (struct rlimit){ .rlim_cur = most < old.rlim_max ? most : old.rlim_max, .rlim_max = old.rlim_max };
	setrlimit(resource, &now);
}

static void work(const struct rb_run *run, int index, int records)
{
	struct rb_task *task = &run->scene->tasks[index];
	int64_t next_ns;
	char path[160];

	limit(RLIMIT_CORE, 0);
	if (run->shared->fault.each_process && !run->shared->fault.cured) {
		if (run->injection->limit.of_task)
			limit(run->injection->limit.resource, run->injection->limit.of_task);
		if (index < RB_WORKERS)
			rb_take_defect(run->shared, true);
	}
	task->last_ns = task->begun_ns = next_ns = rb_clock_ns();
	for (uint64_t i = 1; !run->scene->stop; i++) {
		snprintf(path, sizeof(path), "%s/f%04d", run->target_dir,
			 (int)((i + 64 * (uint64_t)index) % RB_ALLOWED_FILES));
		if (index > RB_PROBE) {
			while (!run->scene->flood && !run->scene->stop)
				nap(PACE_NS);
			open_allowed(run, task, path);
			continue;
		}
		if (index == RB_PROBE ? run->enforcing : i % DENIED_EACH == 0) {
			snprintf(path, sizeof(path), "%s/denied%04d", run->target_dir,
				 (int)((i / DENIED_EACH + 16 * (uint64_t)index) % RB_DENIED_FILES));
			open_denied(run, task, path);
		} else {
			open_allowed(run, task, path);
		}
		if (index == 0 && records >= 0 && i % SYNCED_EACH == 0)
			write_record(task, records);
		if (index == RB_PROBE)
			nap_until_next(&next_ns);
		else
			nap(PACE_NS);
	}
	_exit(0);
}

static int install_hook(struct rb_run *run)
{
	const struct rb_hook_ops *ops = rb_find_hook(run->options->sensor);
	struct rb_hook hook = {
		.shared = run->shared,
		.reply = &run->scene->install_reply,
		.operation = RB_OPEN,
		.content = run->content.content,
		.control_fd = run->process.control_fd,
	};

	if (run->shared->fault.each_process && run->injection->met_at_install)
		rb_take_defect(run->shared, true);
	return ops && ops->install ? ops->install(&hook) : 0;
}

static void await(const volatile bool *flag, const volatile bool *stop)
{
	while (!*flag && !*stop)
		nap(200000);
}

static struct rb_task *task_of(struct rb_scene *scene, pid_t pid)
{
	for (int i = 0; i < RB_TASKS; i++)
		if (scene->tasks[i].pid == pid)
			return &scene->tasks[i];
	return NULL;
}

static void lead(struct rb_run *run)
{
	struct rb_scene *scene = run->scene;
	int records = -1, status;
	pid_t pid;

	if (rb_die_with_parent())
		_exit(3);
	rb_place_expose(run, getpid());
	if (run->options->guest) /* here, where nobody is watched */
		records = open(RECORDS_FILE, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	await(&scene->install, &scene->stop);
	scene->install_error = install_hook(run);
	scene->installed = true;
	await(&scene->go, &scene->stop);
	for (int i = 0; i < RB_TASKS && !scene->stop; i++) {
		if (i > RB_PROBE && !run->injection->floods)
			continue;
		pid = fork();
		if (!pid) {
			if (rb_die_with_parent())
				_exit(3);
			work(run, i, records);
		}
		scene->tasks[i].pid = pid;
	}
	while ((pid = wait(&status)) > 0) {
		struct rb_task *task = task_of(scene, pid);

		if (!task)
			continue;
		task->signal = WIFSIGNALED(status) && !scene->stop ? WTERMSIG(status) : 0;
		task->ended = true;
	}
	_exit(0);
}

pid_t rb_leader_start(struct rb_run *run)
{
	pid_t pid;

	for (int i = 0; i < RB_TASKS; i++)
		snprintf(run->scene->tasks[i].name, sizeof(run->scene->tasks[i].name),
			 i == RB_PROBE ? "probe" : i > RB_PROBE ? "flooder-%d" : "worker-%d",
			 i > RB_PROBE ? i - RB_PROBE - 1 : i);
	pid = fork();
	if (!pid)
		lead(run);
	return pid;
}

/* CPU and clock, and no call that anybody hooks. */
pid_t rb_control_start(struct rb_run *run)
{
	struct rb_task *task = &run->scene->control;
	pid_t pid;

	snprintf(task->name, sizeof(task->name), "control");
	pid = fork();
	if (pid)
		return pid;
	if (rb_die_with_parent())
		_exit(3);
	task->last_ns = rb_clock_ns();
	while (!run->scene->stop) {
		nap(PACE_NS);
		end_operation(task, rb_clock_ns());
	}
	_exit(0);
}
