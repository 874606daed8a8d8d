/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "scene.h"

static int journal_fd = -1;

void rb_journal_open(int fd)
{
	journal_fd = fd;
}

/* One write a line: processes share the port, and lines stay whole. */
void rb_say(const char *format, ...)
{
	char line[8192];
	va_list arguments;
	int length;

	if (journal_fd < 0)
		return;
	va_start(arguments, format);
	length = vsnprintf(line, sizeof(line) - 1, format, arguments);
	va_end(arguments);
	if (length < 0 || length >= (int)sizeof(line) - 1)
		return;
	line[length] = '\n';
	if (write(journal_fd, line, (size_t)length + 1) < 0)
		journal_fd = -1;
}
