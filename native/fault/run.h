/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RB_RUN_H
#define RB_RUN_H

#include "scene.h"

/* Conducts a run. 0, or a sentence of what this machine could not do, in run->reply. */
int rb_run_conduct(struct rb_run *run);

#endif
