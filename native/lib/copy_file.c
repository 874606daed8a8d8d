/* SPDX-License-Identifier: Apache-2.0 */
#include "copy_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int rb_copy_file(const char *to, const char *from, mode_t mode)
{
	char buffer[8192];
	ssize_t got;
	int error = 0;
	int in = -1;
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	if (out < 0)
		return errno;
	if (from) {
		in = open(from, O_RDONLY | O_CLOEXEC);
		if (in < 0)
			error = errno;
	}
	while (in >= 0 && !error && (got = read(in, buffer, sizeof(buffer))) != 0)
		if (got < 0 || write(out, buffer, (size_t)got) != got)
			error = errno ? errno : EIO;
	if (in >= 0)
		close(in);
	close(out);
	return error;
}
