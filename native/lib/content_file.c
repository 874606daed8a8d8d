/* SPDX-License-Identifier: Apache-2.0 */
#include "content_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

static int refuse(struct rb_reply *reply, const char *path, const char *wrong, int32_t rule)
{
	const char *remedy = "compile the rules again: `ringbench content compile`";

	return rule == RB_NO_RULE ?
		rb_refuse(reply, EINVAL, remedy, "content %s: %s", path, wrong) :
		rb_refuse(reply, EINVAL, remedy, "content %s: rule %d: %s", path, rule, wrong);
}

#ifndef RB_FAULTS
static void *rb_content_memory(size_t size)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
#endif

int rb_content_open(struct rb_content_file *file, const char *path, struct rb_reply *reply)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe would wait for its writer */
	const char *wrong;
	struct stat st;
	int32_t rule;
	void *bytes;
	int error;

	if (fd < 0)
		return rb_refuse_call(reply, RB_CALL_READ_FILE, errno, "content %s", path);
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) ||
	    st.st_size < (off_t)sizeof(struct rb_content_header)) {
		close(fd);
		return refuse(reply, path, "it is shorter than a header", RB_NO_RULE);
	}
	if (st.st_size > (off_t)RB_CONTENT_BYTES_MAX) {
		close(fd);
		return refuse(reply, path, "it is longer than all rules that may be loaded", RB_NO_RULE);
	}
	/* Ours: nobody changes it under us after the check. */
	bytes = rb_content_memory((size_t)st.st_size);
	if (bytes == MAP_FAILED || pread(fd, bytes, (size_t)st.st_size, 0) != st.st_size) {
		error = bytes == MAP_FAILED ? ENOMEM : EIO;
		if (bytes != MAP_FAILED)
			munmap(bytes, (size_t)st.st_size);
		close(fd);
		return rb_refuse_call(reply, RB_CALL_READ_FILE, error, "read %s", path);
	}
	close(fd);
	wrong = rb_check_content(bytes, (size_t)st.st_size, &rule);
	if (wrong) {
		munmap(bytes, (size_t)st.st_size);
		return refuse(reply, path, wrong, rule);
	}
	mprotect(bytes, (size_t)st.st_size, PROT_READ);
	file->content = bytes;
	file->size = (size_t)st.st_size;
	return 0;
}

void rb_content_close(struct rb_content_file *file)
{
	if (file->content)
		munmap((void *)(uintptr_t)file->content, file->size);
	file->content = NULL;
}

void rb_content_deny_suffix(struct rb_small_content *content, const char *suffix)
{
	size_t length = strnlen(suffix, RB_RULE_TEXT);

	*content = (struct rb_small_content){
		.header = {
			.magic = RB_CONTENT_MAGIC,
			.version = RB_CONTENT_VERSION,
			.input_fields = RB_INPUT_FIELDS,
			.rule_count = 1,
			.fields_used = 1u << RB_FIELD_PATH,
		},
		.rule = {
			.verdict = RB_DENY,
			.criteria = 1,
			.criterion[0] = {
				.field = RB_FIELD_PATH,
				.operator = RB_SUFFIX,
				.text_length = (uint16_t)length,
			},
		},
	};
	memcpy(content->rule.text, suffix, length);
	content->header.checksum = rb_checksum(&content->rule, sizeof(content->rule));
}
