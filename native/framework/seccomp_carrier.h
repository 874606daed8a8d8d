/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccomp_carrier.h: seccomp user notifications as the carrier of a framework. The kernel holds each call that the filter
 * hands over until we answer; when our process is dead, it fails them (ENOSYS). It knows numbers and an address, no
 * object: nothing can be held, so nothing is cached, and a path is what another thread may change after the verdict.
 */
#ifndef RB_SECCOMP_CARRIER_H
#define RB_SECCOMP_CARRIER_H

#include <linux/seccomp.h>

#include "caller.h"
#include "framework.h"

struct rb_seccomp_carrier {
	int listener_fd;
	uint32_t operation;  /* enum rb_operation, in records */
	int address;         /* index of the argument with the address of the path */
	uint32_t tgid;       /* of the callers; 0: each is its own */
	const struct rb_content *content; /* by whose rules records are filled; NULL: none */
	int error;
	struct rb_caller caller;
	void (*arrived)(void *listener);
	void (*settled)(void *listener, const struct rb_question *question, const struct rb_verdict *verdict);
	void *listener;
	struct seccomp_notif *request;
	struct seccomp_notif_resp *response;
	size_t request_size;
	size_t response_size;
};

/*
 * Over the listener, which is closed with it. The caller has filled in operation, address, tgid, content and the
 * functions that it wants to be told by (both, or neither). 0 or rb_refuse_call().
 */
int rb_seccomp_carrier_open(struct rb_seccomp_carrier *state, int listener_fd, struct rb_carrier *carrier,
			    struct rb_reply *reply);
void rb_seccomp_carrier_close(struct rb_seccomp_carrier *state);

#endif
