/* SPDX-License-Identifier: Apache-2.0 */
/* seccomp_notify.c: a filter that asks another thread about each openat, and one that decides itself. */
#include <errno.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bare.h"

#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif

static int listener = INT_MIN; /* not yet; then a descriptor or a negative errno */

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

static void *ask(void *argument)
{
	const struct rb_bare *bare = argument;
	int fd;

	/* It inherited the workload's CPU from who made it. */
	fd = rb_bare_filter(bare, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER);
	__atomic_store_n(&listener, fd, __ATOMIC_RELEASE);
	if (fd < 0)
		return NULL;
	return (void *)(intptr_t)rb_bare_opens(bare, bare->with_ns);
}

int rb_bare_seccomp_notify(const struct rb_bare *bare)
{
	struct seccomp_notif_resp response;
	struct pollfd ready = { .events = POLLIN };
	pthread_t thread;
	void *result;
	int error;

	error = rb_bare_pin_workload(bare) ? : rb_bare_opens(bare, bare->without_ns);
	if (error)
		return error;
	error = pthread_create(&thread, NULL, ask, (void *)(uintptr_t)bare);
	if (error)
		return rb_refuse_call(bare->reply, RB_CALL_THREAD, error, "start the asking thread");
	error = rb_bare_pin_answer(bare);
	if (error)
		return error; /* and the process ends, with the thread that asks */
	while ((ready.fd = __atomic_load_n(&listener, __ATOMIC_ACQUIRE)) == INT_MIN)
		usleep(100);
	if (ready.fd < 0) {
		pthread_join(thread, NULL);
		return ready.fd;
	}
	if (bare->handoff == RB_SAME_CPU)
		(void)ioctl(ready.fd, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
	for (int i = 0; i < bare->count; i++) {
		struct seccomp_notif request = { 0 };

		while (bare->handoff == RB_BUSY_POLL && poll(&ready, 1, 0) == 0)
			;
		if (ioctl(ready.fd, SECCOMP_IOCTL_NOTIF_RECV, &request))
			return rb_refuse_call(bare->reply, RB_CALL_SECCOMP, errno, "SECCOMP_IOCTL_NOTIF_RECV");
		response = (struct seccomp_notif_resp){
			.id = request.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE,
		};
		if (ioctl(ready.fd, SECCOMP_IOCTL_NOTIF_SEND, &response))
			return rb_refuse_call(bare->reply, RB_CALL_SECCOMP, errno, "SECCOMP_IOCTL_NOTIF_SEND");
	}
	pthread_join(thread, &result);
	return (int)(intptr_t)result;
}

/* One that refuses a path at an address that nobody uses has to look at the call's arguments. */
static int filter_by_argument(const struct rb_bare *bare)
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

	return install(bare, 0, &program);
}

int rb_bare_seccomp_filter(const struct rb_bare *bare)
{
	int error;

	error = rb_bare_pin_workload(bare) ? : rb_bare_opens(bare, bare->without_ns);
	if (!error)
		error = filter_by_argument(bare); /* until this process ends */
	return error ? error : rb_bare_opens(bare, bare->with_ns);
}
