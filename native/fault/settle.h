/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RB_SETTLE_H
#define RB_SETTLE_H

#include "scene.h"

/* Nothing more is to be expected, or the time is up. Notes when a run that has no fault met none. */
bool rb_run_is_over(struct rb_run *run);

#endif
