/* SPDX-License-Identifier: Apache-2.0 */
/* place.c: a private mount with the workload's files, and a control group for the sensor. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "containment.h"
#include "scene.h"

#define GROUP_PREFIX "ringbench-fault-"

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t wrote = fd < 0 ? -1 : write(fd, text, strlen(text));

	if (fd >= 0)
		close(fd);
	return wrote < 0 ? -errno : 0;
}

static int write_in_group(const struct rb_run *run, const char *file, const char *text)
{
	char path[256];

	if (!run->cgroup[0])
		return -ENOENT;
	snprintf(path, sizeof(path), "%s/%s", run->cgroup, file);
	return write_text(path, text);
}

static const char *cgroup_mount(void)
{
	static const char *const places[] = { "/sys/fs/cgroup", "/sys/fs/cgroup/unified", NULL };
	struct statfs fs;

	for (int i = 0; places[i]; i++)
		if (!statfs(places[i], &fs) && fs.f_type == CGROUP2_SUPER_MAGIC)
			return places[i];
	return NULL;
}

/*
 * When a process started, in clock ticks since the machine did (field 22 of proc(5)'s stat): in a container
 * the same pid comes again with each start. -1: there is no such process.
 */
static long long start_ticks(pid_t pid)
{
	char path[32], stat[512], *field;
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	got = fd < 0 ? -1 : read(fd, stat, sizeof(stat) - 1);
	if (fd >= 0)
		close(fd);
	if (got <= 0)
		return -1;
	stat[got] = '\0';
	/* Its name, the second field, may have spaces and brackets of its own. */
	field = strrchr(stat, ')');
	for (int i = 2; field && i < 22; i++)
		field = strchr(field + 1, ' ');
	return field ? strtoll(field, NULL, 10) : -1;
}

/* PID-START, as in ProcessIdentity.java; a pid alone is of a version before. */
static bool is_gone(const char *owner)
{
	char *end;
	pid_t pid = (pid_t)strtol(owner, &end, 10);
	long long now = start_ticks(pid);

	return end > owner && (now < 0 || (*end == '-' && strtoll(end + 1, NULL, 10) != now));
}

/* Groups whose conductor is gone: it was killed. The kernel refuses to remove one that is in use. */
static void remove_left_groups(const char *mount)
{
	DIR *dir = opendir(mount);
	struct dirent *entry;
	char path[300];

	while (dir && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, GROUP_PREFIX, strlen(GROUP_PREFIX)))
			continue;
		snprintf(path, sizeof(path), "%s/%s", mount, entry->d_name);
		if (is_gone(entry->d_name + strlen(GROUP_PREFIX)) && !rmdir(path))
			fprintf(stderr, "ringbench-fault: removed %s, left by a run that was killed\n", path);
	}
	if (dir)
		closedir(dir);
}

static void make_group(struct rb_run *run)
{
	const char *mount = cgroup_mount();
	char controllers[128], limit[24];

	if (!mount)
		return;
	remove_left_groups(mount);
	snprintf(controllers, sizeof(controllers), "%s/cgroup.subtree_control", mount);
	write_text(controllers, "+memory");
	snprintf(run->cgroup, sizeof(run->cgroup), "%s/" GROUP_PREFIX "%d-%lld", mount, (int)getpid(),
		 start_ticks(getpid()));
	if (mkdir(run->cgroup, 0755))
		run->cgroup[0] = '\0';
	if (run->injection->limit.of_group) {
		snprintf(limit, sizeof(limit), "%llu", (unsigned long long)run->injection->limit.of_group);
		write_in_group(run, "memory.max", limit);
		write_in_group(run, "memory.swap.max", "0");
	}
}

void rb_place_hold(struct rb_run *run, pid_t pid)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", (int)pid);
	if (run->frozen) /* the one before */
		write_in_group(run, "cgroup.freeze", "0");
	run->frozen = false;
	write_in_group(run, "cgroup.procs", text);
}

void rb_place_expose(const struct rb_run *run, pid_t pid)
{
	char path[48];

	snprintf(path, sizeof(path), "/proc/%d/oom_score_adj", (int)pid);
	if (run->options->guest)
		write_text(path, "0");
}

int rb_place_freeze(struct rb_run *run, pid_t pid)
{
	/* Both ways that a sensor is stopped in practice. */
	run->frozen = run->options->seed % 2 == 0 && !write_in_group(run, "cgroup.freeze", "1");
	if (run->frozen)
		return 0;
	return kill(pid, SIGSTOP);
}

void rb_place_thaw(struct rb_run *run, pid_t pid)
{
	if (run->frozen)
		write_in_group(run, "cgroup.freeze", "0");
	else
		kill(pid, SIGCONT);
	run->frozen = false;
}

static int make_file(const char *dir, const char *name)
{
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

int rb_place_make(struct rb_run *run)
{
	const char *dir = run->options->work_dir;
	int error, contained;
	char name[16];

	if (mkdir(dir, 0755) && !(errno == EEXIST && run->options->guest))
		return rb_refuse(&run->reply, errno, "name a directory that does not exist yet", "create %s", dir);
	contained = rb_contain(dir, &run->reply);
	if (contained < 0)
		return contained;
	if (!contained)
		return rb_refuse_call(&run->reply, RB_CALL_PRIVATE_MOUNT, EPERM, "a private mount on %s", dir);
	snprintf(run->target_dir, sizeof(run->target_dir), "%s/open", dir);
	if (mkdir(run->target_dir, 0755))
		return rb_refuse_call(&run->reply, RB_CALL_WORK_FILE, errno, "create %s", run->target_dir);
	for (int i = 0; i < RB_ALLOWED_FILES; i++) {
		snprintf(name, sizeof(name), "f%04d", i);
		error = make_file(run->target_dir, name);
		if (error)
			return rb_refuse_call(&run->reply, RB_CALL_WORK_FILE, -error, "create %s", name);
	}
	for (int i = 0; i < RB_DENIED_FILES; i++) {
		snprintf(name, sizeof(name), "denied%04d", i);
		error = make_file(run->target_dir, name);
		if (error)
			return rb_refuse_call(&run->reply, RB_CALL_WORK_FILE, -error, "create %s", name);
	}
	make_group(run);
	return 0;
}

/* The mounts go with the name space. */
void rb_place_remove(struct rb_run *run)
{
	for (int i = 0; run->cgroup[0] && rmdir(run->cgroup) && errno == EBUSY && i < 200; i++)
		usleep(1000);
	umount2(run->options->work_dir, MNT_DETACH);
	rmdir(run->options->work_dir);
}

static void read_line(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, text, size - 1);

	if (fd >= 0)
		close(fd);
	text[got > 0 ? got : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
}

void rb_read_boot(char *boot_id, size_t size, unsigned long *taint)
{
	char text[32];

	read_line("/proc/sys/kernel/random/boot_id", boot_id, size);
	read_line("/proc/sys/kernel/tainted", text, sizeof(text));
	*taint = strtoul(text, NULL, 10);
}
