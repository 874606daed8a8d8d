/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listen.c: who the connects go to, in a process of its own. It closes each connection in the ordinary way: a reset
 * could reach the client before its connect(2) has returned.
 */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "act.h"
#include "refusal.h"
#include "session.h"

/* The kernel takes net.core.somaxconn of them at most. */
#define BACKLOG 65535

/* On all addresses, at a port that the kernel chooses. The socket, or -1 and `reply`. */
static int listen_anywhere(struct sockaddr_in *address, struct rb_reply *reply)
{
	socklen_t length = sizeof(*address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	*address = (struct sockaddr_in){ .sin_family = AF_INET };
	if (fd < 0 || bind(fd, (struct sockaddr *)address, length) || listen(fd, BACKLOG) ||
	    getsockname(fd, (struct sockaddr *)address, &length)) {
		rb_refuse_call(reply, RB_CALL_LISTENER, errno, "listen on 0.0.0.0");
		return -1;
	}
	return fd;
}

static int accept_for_ever(int listener, struct rb_reply *reply)
{
	for (;;) {
		int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

		if (fd >= 0)
			close(fd);
		else if (errno != EINTR && errno != ECONNABORTED && errno != EPROTO)
			return rb_refuse_call(reply, RB_CALL_LISTENER, errno, "accept connections");
	}
}

int rb_act_listen(const struct rb_act_options *options)
{
	struct rb_reply reply = { 0 };
	struct sockaddr_in address;
	int listener = -1;

	if (!rb_die_with_parent_or_refuse(&reply))
		listener = listen_anywhere(&address, &reply);
	if (listener >= 0) {
		FILE *out = rb_act_create_file(options->out);

		if (!out)
			return RB_ACT_UNABLE;
		fprintf(out, "{\"port\":%u,\"pid\":%d}\n", ntohs(address.sin_port), (int)getpid());
		if (rb_act_publish_file(out, options->out))
			return RB_ACT_UNABLE;
		accept_for_ever(listener, &reply);
	}
	fprintf(stderr, "ringbench-act: %s; %s\n", reply.reason, reply.remedy);
	return RB_ACT_UNABLE;
}
