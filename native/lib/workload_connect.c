/* SPDX-License-Identifier: Apache-2.0 */
/*
 * workload_connect.c: socket(2) and connect(2), TCP over the loopback interface, to listeners of our
 * own. Afterwards, not timed, the connection is accepted and reset: nothing waits in TIME_WAIT.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "operations.h"
#include "refusal.h"
#include "workload.h"

/* The socket of the thread's operation before. */
static _Thread_local int client = -1;

static socklen_t length_of(const struct rb_workload *workload)
{
	return workload->operation == RB_CONNECT6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
}

static void set_loopback(const struct rb_workload *workload, struct sockaddr_storage *address)
{
	const struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	const struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	if (workload->operation == RB_CONNECT6)
		memcpy(address, &v6, sizeof(v6));
	else
		memcpy(address, &v4, sizeof(v4));
}

static uint64_t port_key(const struct rb_workload *workload, uint32_t target)
{
	struct sockaddr_in address; /* the port of IPv6 is at the same place */

	memcpy(&address, &workload->addresses[target], sizeof(address));
	return ntohs(address.sin_port);
}

/* Anywhere: the kernel chooses the port. */
static int listen_on(struct rb_workload *workload, uint32_t target)
{
	struct sockaddr *address = (void *)&workload->addresses[target];
	socklen_t length = length_of(workload);
	int fd;

	set_loopback(workload, &workload->addresses[target]);
	fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	workload->sockets[target] = fd;
	return fd < 0 || bind(fd, address, length) || listen(fd, 16) ||
	       getsockname(fd, address, &length) ? errno : 0;
}

static int create_listeners(struct rb_workload *workload, struct rb_reply *reply)
{
	uint32_t count = workload->ops->target_count + 1;

	workload->sockets = malloc(count * sizeof(int));
	workload->addresses = calloc(count, sizeof(*workload->addresses));
	if (!workload->sockets || !workload->addresses)
		return rb_refuse_call(reply, RB_CALL_MEMORY, ENOMEM, "listeners");
	memset(workload->sockets, -1, count * sizeof(int));
	for (uint32_t i = 0; i < count; i++) {
		int error = listen_on(workload, i);

		if (error)
			return rb_refuse_call(reply, RB_CALL_LISTENER, error, "listen on the loopback interface");
	}
	return 0;
}

static int run_connect(struct rb_workload *workload, uint32_t target)
{
	const struct sockaddr *address = (const void *)&workload->addresses[target];

	return rb_do_connect(address, length_of(workload), &client);
}

static void reset_connection(struct rb_workload *workload, uint32_t target)
{
	int server;

	if (client < 0)
		return;
	rb_reset_connection(client);
	client = -1;
	server = accept4(workload->sockets[target], NULL, NULL, SOCK_CLOEXEC);
	if (server >= 0)
		close(server);
}

static void close_listeners(struct rb_workload *workload)
{
	for (uint32_t i = 0; workload->sockets && i <= workload->ops->target_count; i++)
		if (workload->sockets[i] >= 0)
			close(workload->sockets[i]);
	free(workload->sockets);
	free(workload->addresses);
	workload->sockets = NULL;
	workload->addresses = NULL;
}

const struct rb_workload_ops rb_workload_connect = {
	.name = "connect",
	.target_count = 16,
	.create = create_listeners,
	.run = run_connect,
	.restore = reset_connection,
	.key = port_key,
	.remove = close_listeners,
};

const struct rb_workload_ops rb_workload_connect6 = {
	.name = "connect6",
	.target_count = 16,
	.create = create_listeners,
	.run = run_connect,
	.restore = reset_connection,
	.key = port_key,
	.remove = close_listeners,
};
