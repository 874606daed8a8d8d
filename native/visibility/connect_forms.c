/* SPDX-License-Identifier: Apache-2.0 */
/* connect_forms.c: connections and datagrams to an address that is a try's own, 127.64.0.0 and up. */
#include "acts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include "descriptor_passing.h"
#include "uring.h"

#define FAST_OPEN_POLLS 1000

void aim_address(struct form_try *attempt)
{
	struct in_addr address = { .s_addr = htonl(attempt->address) };
	char text[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &address, text, sizeof(text));
	snprintf(attempt->path, FORM_PATH, "%s:%u", text, attempt->options->port);
}

static struct sockaddr_in address_of(const struct form_try *attempt)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET, .sin_port = htons(attempt->options->port),
		.sin_addr.s_addr = htonl(attempt->address),
	};
}

/* Whether the other end is who it should be. */
static int connected(struct form_try *attempt, int fd)
{
	struct sockaddr_in6 peer = { 0 };
	socklen_t size = sizeof(peer);
	uint32_t address = htonl(attempt->address);

	if (getpeername(fd, (void *)&peer, &size))
		return errno;
	if (peer.sin6_family == AF_INET)
		attempt->outcome->happened = ((struct sockaddr_in *)(void *)&peer)->sin_addr.s_addr == address;
	else
		attempt->outcome->happened = !memcmp(&peer.sin6_addr.s6_addr[12], &address, 4);
	return 0;
}

static int finish(struct form_try *attempt, int fd, int error)
{
	error = error ? error : connected(attempt, fd);
	close(fd);
	return error;
}

int act_connect(struct form_try *attempt)
{
	const struct sockaddr_in to = address_of(attempt);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return fd < 0 ? errno : finish(attempt, fd, connect(fd, (const void *)&to, sizeof(to)) ? errno : 0);
}

int act_connect_uring(struct form_try *attempt)
{
	const struct sockaddr_in to = address_of(attempt);
	struct io_uring_sqe entry = {
		.opcode = IORING_OP_CONNECT, .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0),
		.addr = (uint64_t)(uintptr_t)&to, .off = sizeof(to),
	};
	struct form_ring ring;
	int error = entry.fd < 0 ? errno : form_ring_open(attempt, &ring, 0);

	if (error)
		return error;
	error = -form_ring_do(&ring, &entry);
	form_ring_close(&ring);
	return finish(attempt, entry.fd, error);
}

/* Nobody answers; that it was sent to a port of ours is all that is known. */
int act_sendto(struct form_try *attempt)
{
	const struct sockaddr_in to = address_of(attempt);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), error;

	if (fd < 0)
		return errno;
	error = sendto(fd, "x", 1, MSG_NOSIGNAL, (const void *)&to, sizeof(to)) == 1 ? 0 : errno;
	attempt->outcome->happened = !error;
	close(fd);
	return error;
}

int act_fast_open(struct form_try *attempt)
{
	const struct sockaddr_in to = address_of(attempt);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), error = 0;

	if (fd < 0)
		return errno;
	if (sendto(fd, "x", 1, MSG_FASTOPEN | MSG_NOSIGNAL, (const void *)&to, sizeof(to)) < 0)
		error = errno;
	if (error == EOPNOTSUPP) {
		close(fd);
		return form_lacks(attempt, "net.ipv4.tcp_fastopen allows no client");
	}
	/* It returns before the other end has answered. */
	for (int i = 0; !error && i < FAST_OPEN_POLLS && connected(attempt, fd) == ENOTCONN; i++)
		usleep(1000);
	return finish(attempt, fd, error);
}

int act_connect_mapped(struct form_try *attempt)
{
	struct sockaddr_in6 to = { .sin6_family = AF_INET6, .sin6_port = htons(attempt->options->port) };
	const uint32_t address = htonl(attempt->address);
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return errno == EAFNOSUPPORT ? form_lacks(attempt, "this kernel has no IPv6") : errno;
	to.sin6_addr.s6_addr[10] = to.sin6_addr.s6_addr[11] = 0xff;
	memcpy(&to.sin6_addr.s6_addr[12], &address, sizeof(address));
	return finish(attempt, fd, connect(fd, (const void *)&to, sizeof(to)) ? errno : 0);
}

/* Another process connects, this one has the socket. */
int act_socket_received(struct form_try *attempt)
{
	const struct sockaddr_in to = address_of(attempt);
	int pair[2], fd, error;
	pid_t helper;

	attempt->outcome->handed = 1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return errno;
	helper = fork();
	if (helper < 0)
		return errno;
	if (!helper) {
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (fd >= 0 && !connect(fd, (const void *)&to, sizeof(to)))
			rb_send_descriptor(pair[1], fd);
		_exit(errno == EPERM || errno == EACCES ? 1 : 0);
	}
	close(pair[1]);
	attempt->outcome->other = helper;
	fd = rb_receive_descriptor(pair[0]);
	error = fd < 0 ? EPERM : finish(attempt, fd, 0);
	kill(helper, SIGKILL);
	waitpid(helper, NULL, 0);
	return error;
}
