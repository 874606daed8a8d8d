/* SPDX-License-Identifier: Apache-2.0 */
/* own_dir.h: where the running program is, for what is packaged beside it. */
#ifndef RB_OWN_DIR_H
#define RB_OWN_DIR_H

#include <stddef.h>

/* Directory of the running executable; "." where /proc does not say. */
void rb_own_dir(char *dir, size_t size);

#endif
