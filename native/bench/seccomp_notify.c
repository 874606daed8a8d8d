/* SPDX-License-Identifier: Apache-2.0 */
/* seccomp_notify.c: a filter that asks another process about each openat, and one that decides itself. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bare.h"
#include "descriptor_passing.h"

#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif

static int install(const struct rb_bare *bare, unsigned int flags, const struct sock_fprog *program)
{
	int result;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return rb_refuse_call(bare->reply, RB_CALL_PROCESS_CONTROL, errno, "prctl(PR_SET_NO_NEW_PRIVS)");
	result = (int)syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, flags | SECCOMP_FILTER_FLAG_SPEC_ALLOW,
			      program);
	return result < 0 ? rb_refuse_call(bare->reply, RB_CALL_SECCOMP, errno, "seccomp") : result;
}

int rb_bare_filter(const struct rb_bare *bare, uint32_t answer, unsigned int flags)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_openat, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, answer),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { 4, code };

	return install(bare, flags, &program);
}

static int serve(const struct rb_bare *bare, int listener, int requests)
{
	struct pollfd ready = { .fd = listener, .events = POLLIN };
	struct seccomp_notif_resp response;

	if (bare->handoff == RB_SAME_CPU)
		(void)ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
	for (int i = 0; i < requests; i++) {
		struct seccomp_notif request = { 0 };

		while (bare->handoff == RB_BUSY_POLL && poll(&ready, 1, 0) == 0)
			;
		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request))
			return errno;
		response = (struct seccomp_notif_resp){
			.id = request.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE,
		};
		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response))
			return errno;
	}
	return 0;
}

static void answer(struct rb_answerer *answerer)
{
	int requests, listener, error;

	while (recv(answerer->own_socket, &requests, sizeof(requests), 0) == sizeof(requests)) {
		listener = rb_receive_descriptor(answerer->own_socket);
		error = listener < 0 ? -listener : serve(answerer->bare, listener, requests);
		if (error) {
			rb_refuse_call(&answerer->page->reply, RB_CALL_SECCOMP, error, "answer the filter");
			_exit(1); /* and who asks is let go */
		}
		close(listener);
	}
}

struct asking {
	struct rb_answerer *answerer;
	int requests;
};

static int install_and_send(const struct rb_bare *bare, void *context)
{
	const struct asking *asking = context;
	const int socket = asking->answerer->socket;
	int listener = rb_bare_filter(bare, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER);
	int error;

	if (listener < 0)
		return listener;
	error = send(socket, &asking->requests, sizeof(asking->requests), MSG_NOSIGNAL) < 0 ?
			-errno :
			rb_send_descriptor(socket, listener);
	close(listener); /* ours only: a listener that we hold would outlive who answers */
	return error ? rb_refuse_call(bare->reply, RB_CALL_SOCKET, -error, "send the listener") : 0;
}

static int ask(const struct rb_bare *bare, struct rb_pass *pass, void *context)
{
	struct asking asking = { .answerer = context, .requests = RB_BARE_WARM_UP + pass->count };
	int error = rb_bare_opens_on_thread(bare, pass, install_and_send, &asking);
	/* That it died explains an open that failed. */
	int died = rb_answerer_check(context);

	return died ? died : error;
}

int rb_bare_seccomp_notify(const struct rb_bare *bare)
{
	struct rb_answerer answerer;
	int error;

	error = rb_bare_pin_workload(bare) ? : rb_answerer_start(&answerer, bare, answer, NULL);
	if (error)
		return error;
	error = rb_bare_alternate(bare, ask, &answerer);
	rb_answerer_end(&answerer);
	return error;
}

/* One that refuses a path at an address that nobody uses has to look at the call's arguments. */
static int filter_by_argument(const struct rb_bare *bare, void *context)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_openat, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RB_CANARY_ADDRESS, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { 6, code };

	(void)context;
	return install(bare, 0, &program);
}

static int filter(const struct rb_bare *bare, struct rb_pass *pass, void *context)
{
	return rb_bare_opens_on_thread(bare, pass, filter_by_argument, context);
}

int rb_bare_seccomp_filter(const struct rb_bare *bare)
{
	int error = rb_bare_pin_workload(bare);

	return error ? error : rb_bare_alternate(bare, filter, NULL);
}
