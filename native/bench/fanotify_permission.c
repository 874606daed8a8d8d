/* SPDX-License-Identifier: Apache-2.0 */
/* fanotify_permission.c: a process that is asked about each open, and allows it. */
#include <errno.h>
#include <fcntl.h>
#include <sys/fanotify.h>
#include <unistd.h>

#include "bare.h"
#include "containment.h"

static int open_group(struct rb_watcher *watcher)
{
	unsigned int spin = rb_watcher_spins(watcher) ? FAN_NONBLOCK : 0;

	watcher->fd = fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC | spin, O_RDONLY | O_LARGEFILE);
	if (watcher->fd < 0)
		return rb_refuse_call(watcher->reply, RB_CALL_FANOTIFY_INIT, errno,
				      "fanotify_init");
	return fanotify_mark(watcher->fd, FAN_MARK_ADD | FAN_MARK_MOUNT, FAN_OPEN_PERM, AT_FDCWD,
			     watcher->bare->dir) ?
		       rb_refuse_call(watcher->reply, RB_CALL_FANOTIFY_MARK, errno,
				      "fanotify_mark(%s)", watcher->bare->dir) :
		       0;
}

static int allow(struct rb_watcher *watcher)
{
	const struct fanotify_event_metadata *event = (const void *)watcher->buffer;
	ssize_t left = read(watcher->fd, watcher->buffer, 4096);
	int events = 0;

	if (left < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	for (; FAN_EVENT_OK(event, left); event = FAN_EVENT_NEXT(event, left), events++) {
		struct fanotify_response response = { event->fd, FAN_ALLOW };

		if (write(watcher->fd, &response, sizeof(response)) < 0)
			return -errno;
		close(event->fd);
	}
	return events;
}

/* With the group everybody who waits is let go. */
static void close_group(struct rb_watcher *watcher)
{
	close(watcher->fd);
}

int rb_bare_fanotify_permission(const struct rb_bare *bare)
{
	static const struct rb_watcher_ops ops = { open_group, allow, close_group };

	if (!rb_is_private_mount(bare->dir))
		return rb_refuse_call(bare->reply, RB_CALL_PRIVATE_MOUNT, EPERM,
				      "a private mount on %s", bare->dir);
	return rb_bare_watch(bare, &ops);
}
