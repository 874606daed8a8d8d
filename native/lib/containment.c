/* SPDX-License-Identifier: Apache-2.0 */
#include "containment.h"

#include <errno.h>
#include <mntent.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "refusal.h"

/* libbpf looks up tracepoints in tracefs; some hosts do not mount it. Ours is seen by us only. */
static void mount_tracefs_if_missing(void)
{
	if (access("/sys/kernel/tracing/events", F_OK) &&
	    access("/sys/kernel/debug/tracing/events", F_OK))
		mount("tracefs", "/sys/kernel/tracing", "tracefs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
		      NULL);
}

/* No right to, no more name spaces, a kernel without them, or a chroot whose / is no mount. */
static bool is_not_allowed(int error)
{
	return error == EPERM || error == EACCES || error == ENOSPC || error == EINVAL;
}

int rb_contain(const char *dir, struct rb_reply *reply)
{
	const char *call = "unshare(CLONE_NEWNS)";
	int error = unshare(CLONE_NEWNS) ? errno : 0;

	if (!error) {
		call = "mount(/, MS_PRIVATE)";
		error = mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ? errno : 0;
	}
	if (!error) {
		call = "mount(tmpfs)";
		error = mount(RB_MOUNT_NAME, dir, "tmpfs", MS_NOSUID | MS_NODEV,
			      "mode=0755,size=64m") ? errno : 0;
	}
	if (is_not_allowed(error))
		return 0;
	if (error)
		return rb_refuse_call(reply, RB_CALL_PRIVATE_MOUNT, error, "%s", call);
	mount_tracefs_if_missing();
	return 1;
}

static bool is_below(const char *path, const char *dir)
{
	size_t length = strlen(dir);

	return !strncmp(path, dir, length) && (path[length] == '/' || path[length] == '\0');
}

bool rb_is_private_mount(const char *dir)
{
	FILE *mounts = setmntent("/proc/thread-self/mounts", "r");
	struct mntent *entry;
	bool ours = false;

	if (!mounts)
		return false;
	while (!ours && (entry = getmntent(mounts)))
		ours = !strcmp(entry->mnt_fsname, RB_MOUNT_NAME) &&
		       !strcmp(entry->mnt_type, "tmpfs") &&
		       is_below(dir, entry->mnt_dir);
	endmntent(mounts);
	return ours;
}
