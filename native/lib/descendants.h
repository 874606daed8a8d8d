/* SPDX-License-Identifier: Apache-2.0 */
/*
 * descendants.h: whoever a program of ours starts, and whoever those leave behind, is waited for by us. A container's
 * first process is often no init: a process that is left to it stays a zombie, and holds its pid, for as long as the
 * container runs.
 */
#ifndef RB_DESCENDANTS_H
#define RB_DESCENDANTS_H

#include <stdbool.h>

/* From now on those whose parent ends are ours. Not inherited by what we fork. */
void rb_adopt_descendants(void);
/*
 * Waits `patience_ms` for all of them to end, kills those that have not, and waits for these for a second more. No other
 * thread may wait for a child meanwhile. False: one is left, which cannot be killed.
 */
bool rb_end_descendants(int patience_ms);

#endif
