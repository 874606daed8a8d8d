/* SPDX-License-Identifier: Apache-2.0 */
/* probe.c: whether a sensor works on this machine, by loading, attaching and its canary. */
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "session.h"

static void print_result(const char *reason, const char *remedy, uint64_t peak_rss_kib)
{
	printf("{\"available\":%s,\"reason\":\"", reason ? "false" : "true");
	rb_print_json_text(reason ? reason : "");
	printf("\",\"remedy\":\"");
	rb_print_json_text(reason ? remedy : "");
	printf("\",\"peak_rss_kib\":%llu}\n", (unsigned long long)peak_rss_kib);
}

static int attach_and_look(struct rb_session *session, char **argv)
{
	int error = rb_session_use_content(session, argv[8]);

	if (error)
		return error;
	error = rb_session_attach(session, argv[2], atoi(argv[3]), atoi(argv[4]), atoi(argv[5]), atoi(argv[6]));
	if (error)
		return error;
	error = rb_session_canary(session);
	return error ? error : rb_session_statistics(session);
}

int rb_probe_command(char **argv)
{
	struct rb_reply reply = { 0 };
	struct rb_session *session = NULL;
	char native_dir[400];
	int error;

	rb_own_dir(native_dir, sizeof(native_dir));
	if (!rb_die_with_parent_or_refuse(&reply))
		session = rb_session_open(argv[7], native_dir, reply.reason, reply.remedy);
	if (!session) {
		print_result(reply.reason, reply.remedy, 0);
		return 3;
	}
	error = attach_and_look(session, argv);
	if (error)
		print_result(rb_session_reason(session), rb_session_remedy(session), 0);
	else
		print_result(NULL, NULL, rb_session_shared(session)->peak_rss_kib);
	rb_session_close(session);
	return error ? 3 : 0;
}
