/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tamper.h: an operation as somebody does it who wants it unseen or allowed: a row of data and one function. Each is done by a
 * process of its own, as an ordinary user where it says so, on a target that nobody else touches.
 */
#ifndef RB_TAMPER_H
#define RB_TAMPER_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/* Programs of ours, seen from the watched directory: an ordinary user reaches them there, and no attack on the tree does. */
#define TAMPER_TOOLS "../../tools"
#define TAMPER_DENIED "denied777"
#define TAMPER_LACKS (-1)
#define TAMPER_FIRST_ADDRESS 0x7f400000u /* 127.64.0.0 */

enum tamper_operation { TAMPER_OPEN, TAMPER_EXEC, TAMPER_CONNECT };

struct tamper_target {
	enum tamper_operation operation;
	const char *directory; /* the watched one */
	const char *name;      /* of the target in it */
	uint32_t address;      /* of connects, in host order */
	uint16_t port;
	bool denied;           /* the target has to be refused */
	int number;            /* of the try, from 0 */
	char *reason;          /* of TAMPER_LACKS */
};

#define TAMPER_REASON 120

struct tamper_form {
	const char *name;
	/* 0: the operation was done; errno; TAMPER_LACKS with a reason: this kernel, CPU or library has no such form. */
	int (*act)(const struct tamper_target *target);
	bool root; /* else it is done as an ordinary user */
	/* By root, before an ordinary user does it. NULL: nothing. */
	int (*prepare)(const struct tamper_target *target);
};

extern const struct tamper_form tamper_forms[];

/* The operation as everybody does it, by the C library. 0 or errno. */
int tamper_plain(const struct tamper_target *target);
/* The target's path, in `directory`. */
void tamper_path(const struct tamper_target *target, const char *directory, char path[PATH_MAX]);
__attribute__((format(printf, 2, 3))) int tamper_lacks(const struct tamper_target *target, const char *format, ...);
/* Makes a file that opening opens, without opening it. 0 or errno. */
int tamper_make_file(const char *path);
/* "detach-links" or "clear-maps" of a process; prints how many. 0. */
int tamper_with_bpf(const char *what, const char *pid);
/* By the attacker's side, as root. 0 or errno. */
int tamper_stop_connector(void);

#endif
