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
#include "cpu.h"

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
		return -EPERM;
	rb_pin(bare->workload_cpu);
	error = rb_bare_opens(bare, bare->without_ns);
	if (error)
		return error;
	group = fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC | spin, O_RDONLY | O_LARGEFILE);
	if (group < 0 || fanotify_mark(group, FAN_MARK_ADD | FAN_MARK_MOUNT, FAN_OPEN_PERM,
				       AT_FDCWD, bare->dir))
		return -errno;
	child = fork();
	if (child < 0)
		return -errno;
	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(1);
		rb_pin(rb_bare_answer_cpu(bare));
		answer(group);
	}
	close(group); /* or the group would outlive the child that answers */
	error = rb_bare_opens(bare, bare->with_ns);
	if (waitpid(child, NULL, WNOHANG))
		return -ECHILD; /* it died: what was measured was not monitored */
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return error;
}
