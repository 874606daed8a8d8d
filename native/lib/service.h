/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service.h: one event record handed over for evaluation, and the verdict back, across every border
 * that there is: none, the driver's ioctl, the sensor process through shared memory or a socket. The
 * interpreter and its one rule are the same everywhere, so the rest is the border's price.
 */
#ifndef RB_SERVICE_H
#define RB_SERVICE_H

#include <stdint.h>

#include "ringbench.h"

struct rb_service;

/* What the one rule of every service denies: paths that end so. */
#define RB_SERVICE_DENIES "canary"

/*
 * Opens "jna-crossing" (returns at once), "null-syscall", "service-in-process",
 * "service-driver-ioctl", "service-driver-ioctl-batch", "service-ring" or "service-unix-socket" for
 * the calling thread, which is pinned to `caller_cpu`; the other side is where `handoff` says. NULL,
 * with the sentence in `reason` and what to do in `remedy` (256 bytes each).
 */
struct rb_service *rb_service_open(const char *name, int32_t handoff, const char *native_dir,
				   int32_t caller_cpu, int32_t service_cpu, char *reason,
				   char *remedy);
/*
 * Hands over the service's records: the first, or for a batch all 64. Returns how many were refused
 * (the floors: 0), or a negative errno.
 */
int32_t rb_service_submit(struct rb_service *service);
/* Records handed over by one submit. */
int32_t rb_service_batch(struct rb_service *service);
/* The records that are handed over, for whoever wants others: RB_DRIVER_BATCH of them. */
struct rb_record *rb_service_records(struct rb_service *service);
void rb_service_close(struct rb_service *service);

#endif
