/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuse-passthrough: a file system in this process, mounted over the targets, that opens the file below
 * for each open from above (libfuse 3, low level): whoever decides is the file system itself. It allows
 * all but the canary. One that dies fails closed: the mount answers ENOTCONN until somebody removes it.
 */
#define FUSE_USE_VERSION 31

#include <errno.h>
#include <fcntl.h>
#include <fuse_lowlevel.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "containment.h"
#include "sensor.h"

#define CACHED_SECONDS 3600.0
/* Inode numbers: the root is 1, then the targets, then the canary. */
#define FIRST_INODE 2u

struct mounted {
	struct fuse_session *session;
	struct fuse_buf buffer;
	int below; /* the directory under the mount */
};

static struct rb_sensor *sensor_of(fuse_req_t request)
{
	return fuse_req_userdata(request);
}

static void name_of(const struct rb_sensor *sensor, fuse_ino_t inode, char *name, size_t size)
{
	uint32_t target = (uint32_t)inode - FIRST_INODE;

	if (target < sensor->shared->target_count)
		snprintf(name, size, "f%04u", target);
	else
		snprintf(name, size, "canary");
}

static int attributes_of(const struct rb_sensor *sensor, fuse_ino_t inode, struct stat *st)
{
	const struct mounted *mounted = sensor->state;
	char name[16];
	int failed;

	if (inode == FUSE_ROOT_ID) {
		failed = fstat(mounted->below, st);
	} else {
		name_of(sensor, inode, name, sizeof(name));
		failed = fstatat(mounted->below, name, st, AT_SYMLINK_NOFOLLOW);
	}
	st->st_ino = inode;
	return failed ? errno : 0;
}

static void on_lookup(fuse_req_t request, fuse_ino_t parent, const char *name)
{
	const struct rb_sensor *sensor = sensor_of(request);
	struct fuse_entry_param entry = {
		.attr_timeout = CACHED_SECONDS, .entry_timeout = CACHED_SECONDS,
	};
	int target = rb_target_of_path(name);
	int error;

	if (parent != FUSE_ROOT_ID || target == -1) {
		fuse_reply_err(request, ENOENT);
		return;
	}
	entry.ino = FIRST_INODE + (target == RB_CANARY_TARGET ? sensor->shared->target_count :
								  (uint32_t)target);
	error = attributes_of(sensor, entry.ino, &entry.attr);
	if (error)
		fuse_reply_err(request, error);
	else
		fuse_reply_entry(request, &entry);
}

static void on_getattr(fuse_req_t request, fuse_ino_t inode, struct fuse_file_info *info)
{
	struct stat st;
	int error = attributes_of(sensor_of(request), inode, &st);

	(void)info;
	if (error)
		fuse_reply_err(request, error);
	else
		fuse_reply_attr(request, &st, CACHED_SECONDS);
}

static void on_open(fuse_req_t request, fuse_ino_t inode, struct fuse_file_info *info)
{
	struct rb_sensor *sensor = sensor_of(request);
	const struct mounted *mounted = sensor->state;
	struct rb_shared *shared = sensor->shared;
	uint32_t phase = rb_phase(shared), index = 0;
	bool canary = inode == FIRST_INODE + shared->target_count;
	char name[16];
	int fd = -1;

	if (phase == RB_PHASE_DELIVERY) {
		index = rb_in_flight(shared);
		rb_stamp_delivery(shared, index, rb_clock_ns());
	}
	if (!canary) {
		name_of(sensor, inode, name, sizeof(name));
		fd = openat(mounted->below, name, (info->flags & O_ACCMODE) | O_CLOEXEC);
	}
	/* Before the answer: on the same CPU the caller runs on before the reply returns. */
	if (phase == RB_PHASE_DELIVERY)
		rb_stamp_verdict(shared, index, rb_clock_ns());
	info->fh = (uint64_t)fd;
	if (canary) {
		fuse_reply_err(request, EPERM);
		rb_count_canary(shared);
	} else if (fd < 0) {
		fuse_reply_err(request, errno);
	} else {
		fuse_reply_open(request, info);
		rb_count_event(shared);
	}
}

static void on_release(fuse_req_t request, fuse_ino_t inode, struct fuse_file_info *info)
{
	(void)inode;
	close((int)info->fh);
	fuse_reply_err(request, 0);
}

static const struct fuse_lowlevel_ops operations = {
	.lookup = on_lookup,
	.getattr = on_getattr,
	.open = on_open,
	.release = on_release,
};

static void fuse_passthrough_detach(struct rb_sensor *sensor)
{
	struct mounted *mounted = sensor->state;

	if (mounted->session) {
		fuse_session_unmount(mounted->session);
		fuse_session_destroy(mounted->session);
	}
	free(mounted->buffer.mem);
	close(mounted->below);
	free(mounted);
}

static int mount_over(struct rb_sensor *sensor, struct mounted *mounted)
{
	char *arguments[] = { (char *)(uintptr_t)RB_MOUNT_NAME, NULL };
	struct fuse_args args = FUSE_ARGS_INIT(1, arguments);

	mounted->session = fuse_session_new(&args, &operations, sizeof(operations), sensor);
	fuse_opt_free_args(&args);
	if (!mounted->session)
		return -ENOMEM;
	if (fuse_session_mount(mounted->session, sensor->target_dir)) {
		int error = errno ? errno : EPERM;

		fuse_session_destroy(mounted->session);
		mounted->session = NULL;
		return -error;
	}
	if (sensor->handoff == RB_BUSY_POLL)
		fcntl(fuse_session_fd(mounted->session), F_SETFL, O_NONBLOCK);
	return 0;
}

static int fuse_passthrough_attach(struct rb_sensor *sensor)
{
	struct mounted *mounted;
	int error;

	if (sensor->operation != RB_OPEN)
		return rb_refuse(sensor->reply, EOPNOTSUPP, "measure open",
				 "this file system passes through opens only");
	if (!rb_is_private_mount(sensor->target_dir))
		return rb_refuse_call(sensor->reply, RB_CALL_PRIVATE_MOUNT, EPERM,
				 "we mount only over a private mount of ours, and %s is none",
				 sensor->target_dir);
	mounted = calloc(1, sizeof(*mounted));
	if (!mounted)
		return rb_refuse_call(sensor->reply, RB_CALL_MEMORY, ENOMEM, "FUSE");
	sensor->state = mounted;
	mounted->below = open(sensor->target_dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	error = mounted->below < 0 ? -errno : mount_over(sensor, mounted);
	if (!error)
		return 0;
	fuse_passthrough_detach(sensor);
	return rb_refuse_call(sensor->reply, RB_CALL_FUSE, -error, "mount a FUSE file system over the targets");
}

static int fuse_passthrough_poll(struct rb_sensor *sensor)
{
	struct mounted *mounted = sensor->state;
	int got = fuse_session_receive_buf(mounted->session, &mounted->buffer);

	if (got > 0)
		fuse_session_process_buf(mounted->session, &mounted->buffer);
	return got < 0 && got != -EINTR && got != -EAGAIN ? got : 0;
}

const struct rb_sensor_ops rb_fuse_passthrough = {
	.id = "fuse-passthrough",
	.can = { RB_OPENS, RB_MODE_AUTH },
	.canary_errno = EPERM,
	.attach = fuse_passthrough_attach,
	.poll = fuse_passthrough_poll,
	.detach = fuse_passthrough_detach,
};
