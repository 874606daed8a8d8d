/* SPDX-License-Identifier: Apache-2.0 */
/* run_content.c: the content that a run's sensor gets: as it should be, or as the fault has it. */
#include "run_content.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "content.h"
#include "faulty.h"
#include "state.h"

int rb_run_keep_content(struct rb_run *run, const void *bytes, size_t size)
{
	int fd = open(run->content_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	ssize_t wrote = fd < 0 ? -1 : write(fd, bytes, size);

	if (fd >= 0)
		close(fd);
	return wrote == (ssize_t)size ? 0 :
		rb_refuse_call(&run->reply, RB_CALL_WORK_FILE, errno, "write %s", run->content_path);
}

void rb_run_name_content(struct rb_run *run)
{
	snprintf(run->content_path, sizeof(run->content_path), "%s/content", run->options->work_dir);
}

static int keep_made_content(struct rb_run *run)
{
	size_t size = run->content.size;
	/* What a fault makes of it may be larger: RB_CONTENT_ROOM. */
	char *bytes = malloc(size > RB_CONTENT_ROOM ? size : RB_CONTENT_ROOM);
	int error;

	if (!bytes)
		return rb_refuse_call(&run->reply, RB_CALL_MEMORY, ENOMEM, "content");
	memcpy(bytes, run->content.content, size);
	if (run->injection->make_content)
		size = run->injection->make_content(bytes, size, run->options->seed);
	error = rb_run_keep_content(run, bytes, size);
	free(bytes);
	return error;
}

int rb_run_make_content(struct rb_run *run)
{
	int error = rb_content_open(&run->content, run->options->content, &run->reply);

	if (error)
		return error;
	rb_run_name_content(run);
	run->shared->rule_count = run->content.content->header.rule_count;
	error = keep_made_content(run);
	if (error || !rb_run_is_in_process(run))
		return error;
	/* What the hook evaluates is in the monitored processes: as much of it as there is. */
	rb_content_close(&run->content);
	if (run->injection->there_from_start)
		rb_take_defect(run->shared, true);
	return rb_content_open(&run->content, run->content_path, &run->reply);
}
