/* SPDX-License-Identifier: Apache-2.0 */
/*
 * injection.h: how each fault comes into a run, when that is not by the sensor's own code, and what is to be
 * expected after it. Everything that the conductor does otherwise for one fault than for another is here.
 */
#ifndef RB_INJECTION_H
#define RB_INJECTION_H

#include "scene.h"

/* Of a fault by its number in the catalogue; 0: none. Nothing in it is set where nothing is special. */
const struct rb_injection *rb_injection_of(uint32_t fault);

/* What it brings is there again after a restart, of the sensor and of the machine. */
bool rb_stays_after_restart(uint32_t fault);

#endif
