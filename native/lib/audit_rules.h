/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit_rules.h: switches the kernel's audit on for one operation, and off again. Who is forked while
 * it is on carries an audit context until it ends, and once it was on so is everybody who is forked
 * later, until a reboot: each of their system calls takes the slow way in and out, whether audit is
 * still on or not. A rule `never,task` spares whoever is forked while it stands, so a run keeps
 * that one but while a thread to be audited is made.
 *
 * RB_AUDIT_MARK says that it was on, for `ringbench doctor`: the file is gone when the machine has
 * booted, and so is the residue. While something is to be put back, another one beside it says what was,
 * for whoever has to undo it after a kill -9.
 */
#ifndef RB_AUDIT_RULES_H
#define RB_AUDIT_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "ringbench.h"

#define RB_AUDIT_MARK "/run/ringbench-audit"

struct rb_audit_state {
	bool enabled;
	int rules;       /* of ours */
	uint32_t lost;   /* records since boot */
	uint32_t daemon; /* process that the records go to; 0: none */
};

/* Whether something that we changed is to be put back. */
bool rb_audit_is_changed(void);

/* 0 or a negative errno. */
int rb_audit_state(struct rb_audit_state *state);

/*
 * Switches it on, without a rule; who is forked from now on is audited. 0, or rb_refuse(): EBUSY beside
 * a running auditd, whose log would get our events; EPERM where it is locked, or for who may not.
 */
int rb_audit_enable(struct rb_reply *reply);

/* Number of the system call that is the operation. */
int rb_audit_call(enum rb_operation operation);

/* From now on the operation is told of: by the process, or with RB_EXEC and RB_EXIT by its children; 0: by anybody. */
int rb_audit_watch(enum rb_operation operation, uint32_t process, struct rb_reply *reply);

/* Removes our rules, `never,task` too, and puts back what we changed, if we did. */
void rb_audit_restore(void);

/* Spares whoever is forked from now on, where audit was ever switched on or will be. 0 or a negative errno. */
int rb_audit_hold(void);
/* Ends that; tells whether there was anything to end. */
bool rb_audit_end_hold(void);

#endif
