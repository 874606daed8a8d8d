/* SPDX-License-Identifier: Apache-2.0 */
#include "stamps.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "act.h"

struct rb_act_stamp *rb_act_map_stamps(const char *path, uint32_t count)
{
	const size_t bytes = count * sizeof(struct rb_act_stamp);
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	void *mapped = MAP_FAILED;
	int error;

	if (fd < 0) {
		rb_act_refuse_file(errno, "create", path);
		return NULL;
	}
	/* Room now, and not a SIGBUS in the middle. */
	error = posix_fallocate(fd, 0, (off_t)bytes);
	if (error)
		rb_act_refuse_file(error, "make room for all stamps in", path);
	else if ((mapped = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0)) == MAP_FAILED)
		rb_act_refuse_file(errno, "map", path);
	close(fd);
	return mapped == MAP_FAILED ? NULL : mapped;
}
