/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bpf-cgroup: a verified program at connect(2) of the workload's control group decides in the kernel;
 * bpf-null-cgroup: an empty one, its floor. The group is the one that the workload is in anyway (in the
 * worst case the root), and the program looks whose call it is.
 */
#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bpf_object.h"

static int find_hierarchy(char *directory, size_t size)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent *entry;
	int error = -ENOENT;

	while (mounts && error && (entry = getmntent(mounts)))
		if (!strcmp(entry->mnt_type, "cgroup2")) {
			snprintf(directory, size, "%s", entry->mnt_dir);
			error = 0;
		}
	if (mounts)
		endmntent(mounts);
	return error;
}

/* Descriptor of the group in the second version's hierarchy. */
static int open_group_of(uint32_t process)
{
	char path[64], line[512], directory[256], group[800];
	int error = find_hierarchy(directory, sizeof(directory));
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%u/cgroup", process);
	file = error ? NULL : fopen(path, "re");
	if (!file)
		return error ? error : -errno;
	error = -ENOENT;
	while (error && fgets(line, sizeof(line), file))
		if (!strncmp(line, "0::", 3)) {
			line[strcspn(line, "\n")] = '\0';
			snprintf(group, sizeof(group), "%s%s", directory, line + 3);
			error = 0;
		}
	fclose(file);
	if (error)
		return error;
	error = open(group, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return error < 0 ? -errno : error;
}

static struct bpf_link *attach_to_group(struct rb_sensor *sensor, const struct bpf_program *program)
{
	int group = open_group_of(sensor->shared->workload_tgid);
	struct bpf_link *link = NULL;

	if (group < 0)
		errno = -group;
	else
		link = bpf_program__attach_cgroup(program, group);
	if (group >= 0)
		close(group); /* the link holds it */
	return link;
}

static int bpf_cgroup_attach(struct rb_sensor *sensor)
{
	return rb_bpf_attach_by(sensor, "cgroup.bpf.o", attach_to_group);
}

static int bpf_null_cgroup_attach(struct rb_sensor *sensor)
{
	return rb_bpf_attach_by(sensor, "null_cgroup.bpf.o", attach_to_group);
}

const struct rb_sensor_ops rb_bpf_cgroup = {
	.id = "bpf-cgroup",
	.can = { RB_CONNECTS, RB_MODE_AUTH },
	.canary_errno = EPERM,
	.attach = bpf_cgroup_attach,
	.canary = rb_refusal_is_canary,
	.detach = rb_bpf_detach,
};

const struct rb_sensor_ops rb_bpf_null_cgroup = {
	.id = "bpf-null-cgroup",
	.can = { RB_CONNECTS, RB_MODE_NONE },
	.attach = bpf_null_cgroup_attach,
	.canary_operations = RB_RUN_CANARIES,
	.canary = rb_bpf_run_canary,
	.detach = rb_bpf_detach,
};
