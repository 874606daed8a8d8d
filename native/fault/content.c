/* SPDX-License-Identifier: Apache-2.0 */
/* content.c: the content that a run's sensor gets: as it should be, or as the fault has it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "run.h"

/* F20: content that came out wrong somewhere on its way. */
static void spoil(char *bytes, size_t *size, uint32_t seed)
{
	struct rb_content_header *header = (void *)bytes;

	srandom(seed);
	switch (seed % 5) {
	case 0:
		*size /= 2;
		break;
	case 1:
		memset(bytes + *size / 3, 0, *size / 3);
		break;
	case 2:
		for (int i = 0; i < 64; i++)
			bytes[(size_t)random() % *size] ^= (char)(1 << random() % 8);
		break;
	case 3:
		header->rule_count = 1000000;
		break;
	case 4:
		header->rule_count += 1 + (uint32_t)random() % 64;
		break;
	}
}

static void deny_all(struct rb_small_content *content)
{
	rb_content_deny_suffix(content, "*");
	content->rule.criterion[0].operator = RB_GLOB;
	content->header.checksum = rb_checksum(&content->rule, sizeof(content->rule));
}

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

/* A copy of the content that the sensor gets, with what the fault does to it. */
int rb_run_make_content(struct rb_run *run)
{
	struct rb_small_content all;
	size_t size;
	char *bytes;
	int error = rb_content_open(&run->content, run->options->content, &run->reply);

	if (error)
		return error;
	rb_run_name_content(run);
	run->shared->rule_count = run->content.content->header.rule_count;
	if (run->options->fault == RB_DENY_ALL) {
		deny_all(&all);
		error = rb_run_keep_content(run, &all, sizeof(all));
	} else {
		size = run->content.size;
		bytes = malloc(size);
		if (!bytes)
			return rb_refuse_call(&run->reply, RB_CALL_MEMORY, ENOMEM, "content");
		memcpy(bytes, run->content.content, size);
		if (run->options->fault == RB_BAD_CONTENT)
			spoil(bytes, &size, run->options->seed);
		error = rb_run_keep_content(run, bytes, size);
		free(bytes);
	}
	if (error || !rb_run_is_in_process(run))
		return error;
	/* What the hook evaluates is in the monitored processes: as much of it as there is. */
	rb_content_close(&run->content);
	if (run->options->fault == RB_BAD_CONTENT)
		rb_take_defect(run->shared, true);
	return rb_content_open(&run->content, run->content_path, &run->reply);
}
