/* SPDX-License-Identifier: Apache-2.0 */
/* files.c: what ringbench-act says of files that it cannot make, and results that appear whole or not at all. */
#include <errno.h>

#include "act.h"
#include "refusal.h"

int rb_act_refuse_file(int error, const char *what, const char *path)
{
	struct rb_reply reply = { 0 };

	if (error == ENOENT || error == ENOTDIR)
		rb_refuse(&reply, error, "name a path that exists", "%s %s", what, path);
	else
		rb_refuse_call(&reply, RB_CALL_WORK_FILE, error, "%s %s", what, path);
	fprintf(stderr, "ringbench-act: %s; %s\n", reply.reason, reply.remedy);
	return RB_ACT_UNABLE;
}

static void name_temporary(char *temporary, const char *path)
{
	snprintf(temporary, PATH_MAX, "%s.tmp", path);
}

FILE *rb_act_create_file(const char *path)
{
	char temporary[PATH_MAX];
	FILE *file;

	name_temporary(temporary, path);
	file = fopen(temporary, "we");
	if (!file)
		rb_act_refuse_file(errno, "create", temporary);
	return file;
}

int rb_act_publish_file(FILE *file, const char *path)
{
	char temporary[PATH_MAX];
	int failed = ferror(file);

	name_temporary(temporary, path);
	errno = EIO;
	if (fclose(file) || failed)
		return rb_act_refuse_file(errno, "write", temporary);
	return rename(temporary, path) ? rb_act_refuse_file(errno, "make", path) : RB_ACT_DONE;
}
