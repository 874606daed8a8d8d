/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RB_RUN_CONTENT_H
#define RB_RUN_CONTENT_H

#include "scene.h"

/* A copy of the content, with what the fault does to it, and the sensors evaluate it. 0 or rb_refuse(). */
int rb_run_make_content(struct rb_run *run);
/* Which is what sensors that are started from here on evaluate. */
void rb_run_name_content(struct rb_run *run);
int rb_run_keep_content(struct rb_run *run, const void *bytes, size_t size);

#endif
