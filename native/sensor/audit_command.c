/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit_command.c: the kernel's audit, around a run and after one.
 *   state    what it is now
 *   hold     spares whoever is forked from now on (a rule never,task)
 *   restore  removes every rule of ours, and puts back what a block changed
 * {"readable":true,"enabled":false,"rules":0,"daemon":0,"changed":false,"carried":false}; changed: to be put back; carried: since the boot it was on for us.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "audit_rules.h"
#include "commands.h"

static const char *yes_or_no(bool yes)
{
	return yes ? "true" : "false";
}

int rb_audit_command(char **argv)
{
	struct rb_audit_state state = { 0 };
	int error = 0;

	if (!strcmp(argv[2], "hold"))
		error = rb_audit_hold();
	else if (!strcmp(argv[2], "restore"))
		rb_audit_restore();
	else if (strcmp(argv[2], "state"))
		return 2;
	if (error) {
		fprintf(stderr, "audit: %s\n", strerror(-error));
		return 3;
	}
	error = rb_audit_state(&state);
	printf("{\"readable\":%s,\"enabled\":%s,\"rules\":%d,\"daemon\":%u,\"changed\":%s,\"carried\":%s}\n",
	       yes_or_no(!error), yes_or_no(state.enabled), state.rules, state.daemon,
	       yes_or_no(rb_audit_is_changed()),
	       yes_or_no(!access(RB_AUDIT_MARK, F_OK)));
	return 0;
}
