/* SPDX-License-Identifier: Apache-2.0 */
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
#include "cpu.h"

#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif

static int listener = INT_MIN; /* not yet; then a descriptor or a negative errno */

static int filter_this_thread(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_openat, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { 4, code };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return (int)syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER,
			    SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program);
}

static void *ask(void *argument)
{
	const struct rb_bare *bare = argument;
	int fd;

	rb_pin(bare->workload_cpu);
	fd = filter_this_thread();
	__atomic_store_n(&listener, fd < 0 ? -errno : fd, __ATOMIC_RELEASE);
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

	rb_pin(bare->workload_cpu);
	error = rb_bare_opens(bare, bare->without_ns);
	if (!error)
		error = -pthread_create(&thread, NULL, ask, (void *)(uintptr_t)bare);
	if (error)
		return error;
	rb_pin(rb_bare_answer_cpu(bare));
	while ((ready.fd = __atomic_load_n(&listener, __ATOMIC_ACQUIRE)) == INT_MIN)
		usleep(100);
	if (ready.fd < 0) {
		pthread_join(thread, NULL);
		return ready.fd;
	}
	if (bare->handoff == RB_SAME_CPU)
		ioctl(ready.fd, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
	for (int i = 0; i < bare->count; i++) {
		struct seccomp_notif request = { 0 };

		while (bare->handoff == RB_BUSY_POLL && poll(&ready, 1, 0) == 0)
			;
		if (ioctl(ready.fd, SECCOMP_IOCTL_NOTIF_RECV, &request))
			return -errno;
		response = (struct seccomp_notif_resp){
			.id = request.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE,
		};
		if (ioctl(ready.fd, SECCOMP_IOCTL_NOTIF_SEND, &response))
			return -errno;
	}
	pthread_join(thread, &result);
	return (int)(intptr_t)result;
}
