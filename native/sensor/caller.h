/* SPDX-License-Identifier: Apache-2.0 */
/*
 * caller.h: what a user-mode sensor looks up about an event, because its mechanism does not say: the
 * path behind a descriptor or in the caller's memory, and who the caller is. Sensors in the kernel have
 * all of it at hand; here it costs system calls, and products pay for them too.
 */
#ifndef RB_CALLER_H
#define RB_CALLER_H

#include <sys/types.h>

#include "content.h"

/* Identity of the last caller: as in products, looked up once for each process that comes along. */
struct rb_caller {
	pid_t tgid;
	pid_t process; /* that the thread which was looked up belongs to */
	uint32_t ppid;
	uint32_t uid;
	uint32_t gid;
	char parent[16];
};

/* Asks /proc; all 0 when there is no such process. */
void rb_caller_look_up(struct rb_caller *caller, pid_t tgid);
/* Fills all but path and path_len; asks for identity only where the content's rules use it. */
void rb_caller_fill(struct rb_caller *caller, struct rb_record *record,
		    const struct rb_content *content, uint32_t operation, pid_t tgid, pid_t tid);
/* The path of an open descriptor of ours. */
void rb_path_of_descriptor(struct rb_record *record, int fd);
/* The path at an address in the memory of the thread `tid`. */
void rb_path_in_memory(struct rb_record *record, pid_t tid, uint64_t address);
/* The socket address of `length` bytes there; what does not fit into a path is cut off. */
void rb_socket_address_in_memory(struct rb_record *record, pid_t tid, uint64_t address, uint64_t length);

#endif
