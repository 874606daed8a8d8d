/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/fanotify.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bare.h"
#include "containment.h"

static void answer(int group)
{
	_Alignas(8) char buffer[4096];

	for (;;) {
		const struct fanotify_event_metadata *event = (const void *)buffer;
		ssize_t left = read(group, buffer, sizeof(buffer));

		for (; FAN_EVENT_OK(event, left); event = FAN_EVENT_NEXT(event, left)) {
			struct fanotify_response allow = { event->fd, FAN_ALLOW };

			if (write(group, &allow, sizeof(allow)) < 0)
				_exit(1);
			close(event->fd);
		}
	}
}

int rb_bare_fanotify_permission(const struct rb_bare *bare)
{
	unsigned int spin = bare->handoff == RB_BUSY_POLL ? FAN_NONBLOCK : 0;
	int group, error;
	pid_t parent = getpid(), child;

	if (!rb_is_private_mount(bare->dir))
		return rb_refuse_call(bare->reply, RB_CALL_PRIVATE_MOUNT, EPERM, "a private mount on %s", bare->dir);
	error = rb_bare_pin_workload(bare) ? : rb_bare_opens(bare, bare->without_ns);
	if (error)
		return error;
	group = fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC | spin, O_RDONLY | O_LARGEFILE);
	if (group < 0)
		return rb_refuse_call(bare->reply, RB_CALL_FANOTIFY_INIT, errno, "fanotify_init");
	if (fanotify_mark(group, FAN_MARK_ADD | FAN_MARK_MOUNT, FAN_OPEN_PERM, AT_FDCWD, bare->dir))
		return rb_refuse_call(bare->reply, RB_CALL_FANOTIFY_MARK, errno, "fanotify_mark(%s)", bare->dir);
	/* Before the fork: what the child cannot do, we can say. */
	error = rb_bare_pin_answer(bare);
	if (error)
		return error;
	child = fork();
	if (child < 0)
		return rb_refuse_call(bare->reply, RB_CALL_THREAD, errno, "fork");
	if (!child) {
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent)
			_exit(1);
		answer(group);
	}
	error = rb_bare_pin_workload(bare);
	close(group); /* or the group would outlive the child that answers */
	if (!error)
		error = rb_bare_opens(bare, bare->with_ns);
	if (waitpid(child, NULL, WNOHANG)) /* it died: what was measured was not monitored */
		return rb_refuse(bare->reply, ECHILD, "see `dmesg`", "the answering process ended");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return error;
}
