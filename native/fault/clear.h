/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RB_CLEAR_H
#define RB_CLEAR_H

#include "scene.h"

/* Ends every process of the run, and takes away what it had of the machine. 0, or rb_refuse(): some do not end. */
int rb_run_clear_up(struct rb_run *run);

#endif
