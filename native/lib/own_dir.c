/* SPDX-License-Identifier: Apache-2.0 */
#include "own_dir.h"

#include <libgen.h>
#include <stdio.h>
#include <unistd.h>

void rb_own_dir(char *dir, size_t size)
{
	char path[400];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	path[length < 0 ? 0 : length] = '\0';
	snprintf(dir, size, "%s", dirname(path));
}
