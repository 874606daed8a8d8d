/* SPDX-License-Identifier: Apache-2.0 */
/*
 * supervisor.h: supervises the sensor's process as systemd does: starts it, notices that it has died or hangs,
 * restarts it after a delay and up to a limit, and with the watchdog kills it when its heartbeat stops. It
 * knows when the sensor is sound, and so which verdicts are wrong and when the first right one came.
 */
#ifndef RB_SUPERVISOR_H
#define RB_SUPERVISOR_H

#include "scene.h"

int rb_run_spawn_sensor(struct rb_run *run);
/* 0: it is attached. Otherwise it is gone, by itself (-ECHILD) or because it refused. */
int rb_run_await_attached(struct rb_run *run);
/* At each tick: sees what became of the process, and does what a supervisor does. */
void rb_run_supervise(struct rb_run *run);
void rb_run_look_for_recovery(struct rb_run *run);
/* A defective one is to take over, while the sound one goes on until it does. */
void rb_run_update(struct rb_run *run);

#endif
