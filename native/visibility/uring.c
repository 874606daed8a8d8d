/* SPDX-License-Identifier: Apache-2.0 */
#include "uring.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ENTRIES 4u
#define PATIENCE_US 2000000
#define STEP_US 200

static int sysctl_disabled(void)
{
	FILE *file = fopen("/proc/sys/kernel/io_uring_disabled", "re");
	int value = 0;

	if (file) {
		if (fscanf(file, "%d", &value) != 1)
			value = 0;
		fclose(file);
	}
	return value;
}

int form_ring_open(struct form_try *attempt, struct form_ring *ring, unsigned int flags)
{
	size_t submission, completion;

	memset(ring, 0, sizeof(*ring));
	ring->flags = ring->params.flags = flags;
	ring->params.sq_thread_idle = 1000;
	ring->fd = (int)syscall(__NR_io_uring_setup, ENTRIES, &ring->params);
	if (ring->fd < 0) {
		int error = errno;

		if (error == EPERM && sysctl_disabled())
			return form_lacks(attempt, "kernel.io_uring_disabled is %d", sysctl_disabled());
		return form_error(attempt, error, "io_uring_setup");
	}
	if (!(ring->params.features & IORING_FEAT_SINGLE_MMAP)) {
		close(ring->fd);
		return form_lacks(attempt, "io_uring of before Linux 5.4");
	}
	submission = ring->params.sq_off.array + ring->params.sq_entries * sizeof(uint32_t);
	completion = ring->params.cq_off.cqes + ring->params.cq_entries * sizeof(struct io_uring_cqe);
	ring->ring_bytes = submission > completion ? submission : completion;
	ring->rings = mmap(NULL, ring->ring_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring->fd,
			   IORING_OFF_SQ_RING);
	ring->entries = mmap(NULL, ring->params.sq_entries * sizeof(struct io_uring_sqe), PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_POPULATE, ring->fd, IORING_OFF_SQES);
	if (ring->rings == MAP_FAILED || ring->entries == MAP_FAILED) {
		int error = errno;

		close(ring->fd);
		return error;
	}
	return 0;
}

static uint32_t *at(struct form_ring *ring, uint32_t offset)
{
	return (uint32_t *)(void *)((char *)ring->rings + offset);
}

int form_ring_do(struct form_ring *ring, const struct io_uring_sqe *entry)
{
	const bool polled = ring->flags & IORING_SETUP_SQPOLL;
	uint32_t *tail = at(ring, ring->params.sq_off.tail), *head = at(ring, ring->params.cq_off.head);
	const uint32_t mask = *at(ring, ring->params.sq_off.ring_mask), index = *tail & mask;
	const struct io_uring_cqe *done;
	int waited = 0;

	ring->entries[index] = *entry;
	at(ring, ring->params.sq_off.array)[index] = index;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	if (!polled && syscall(__NR_io_uring_enter, ring->fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0)
		return -errno;
	while (*head == __atomic_load_n(at(ring, ring->params.cq_off.tail), __ATOMIC_ACQUIRE)) {
		if (waited > PATIENCE_US)
			return -ETIMEDOUT;
		/* It sleeps only after a second without work: then one call wakes it. */
		if (polled && __atomic_load_n(at(ring, ring->params.sq_off.flags), __ATOMIC_ACQUIRE) & IORING_SQ_NEED_WAKEUP)
			syscall(__NR_io_uring_enter, ring->fd, 0, 0, IORING_ENTER_SQ_WAKEUP, NULL, 0);
		usleep(STEP_US);
		waited += STEP_US;
	}
	done = (const struct io_uring_cqe *)(const void *)((const char *)ring->rings + ring->params.cq_off.cqes) +
	       (*head & *at(ring, ring->params.cq_off.ring_mask));
	waited = done->res;
	__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
	return waited;
}

void form_ring_close(struct form_ring *ring)
{
	munmap(ring->entries, ring->params.sq_entries * sizeof(struct io_uring_sqe));
	munmap(ring->rings, ring->ring_bytes);
	close(ring->fd);
}
