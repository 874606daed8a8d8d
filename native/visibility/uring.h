/* SPDX-License-Identifier: Apache-2.0 */
/* uring.h: a ring of io_uring(7) for one entry at a time, by system calls alone. */
#ifndef RB_URING_H
#define RB_URING_H

#include <linux/io_uring.h>

#include "form.h"

struct form_ring {
	int fd;
	unsigned int flags;
	void *rings;          /* one mapping for both queues */
	size_t ring_bytes;
	struct io_uring_sqe *entries;
	struct io_uring_params params;
};

/* 0, an errno, or FORM_LACKS where the kernel or a sysctl forbids it. `flags`: IORING_SETUP_SQPOLL or 0. */
int form_ring_open(struct form_try *attempt, struct form_ring *ring, unsigned int flags);
/* Submits the entry and waits: the result of the operation, or -errno. */
int form_ring_do(struct form_ring *ring, const struct io_uring_sqe *entry);
void form_ring_close(struct form_ring *ring);

#endif
