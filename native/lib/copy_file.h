/* SPDX-License-Identifier: Apache-2.0 */
/* copy_file.h: new files of the workload. */
#ifndef RB_COPY_FILE_H
#define RB_COPY_FILE_H

#include <sys/types.h>

/* Copies `from` (NULL: nothing) to the new file `to`. 0, or errno: EEXIST where it is there. */
int rb_copy_file(const char *to, const char *from, mode_t mode);

#endif
