/* SPDX-License-Identifier: Apache-2.0 */
/*
 * module-rust, module-rust-fallible: module-ftrace-auth with the content interpreter in Rust (native/rust). What is
 * outside of the content or the event is a BUG in the one; in the other the sensor stops itself.
 */
#include <errno.h>

#include "module.h"

/* By now there may be a reason why the canary was not refused. */
int rb_module_runs_canary(struct rb_sensor *sensor, bool arm)
{
	static const char *const reasons[] = {
		[RB_STOP_OUTSIDE] = "its interpreter asked for something outside of the content or the event",
		[RB_STOP_FAULT] = "its interpreter met a fault",
		[RB_STOP_BUDGET] = "an event took longer than its budget",
		[RB_STOP_HEARTBEAT] = "its process did not beat",
	};
	struct rb_driver_statistics counts;
	int error = rb_module_counts(sensor, &counts);

	if (error)
		return rb_refuse_call(sensor->reply, RB_CALL_DRIVER, -error, "read the driver's counts");
	if (counts.stopped && counts.stopped < sizeof(reasons) / sizeof(reasons[0]))
		return rb_refuse(sensor->reply, ESHUTDOWN, "see `dmesg`, and give it other content",
				 "the driver switched the sensor off: %s", reasons[counts.stopped]);
	return rb_refusal_is_canary(sensor, arm);
}

static int rust_attach(struct rb_sensor *sensor)
{
	return rb_module_attach(sensor, RB_HOOK_FTRACE, RB_DRIVER_AUTH, RB_INTERPRETER_RUST);
}

static int rust_fallible_attach(struct rb_sensor *sensor)
{
	return rb_module_attach(sensor, RB_HOOK_FTRACE, RB_DRIVER_AUTH, RB_INTERPRETER_RUST_FALLIBLE);
}

const struct rb_sensor_ops rb_module_rust = {
	.id = "module-rust",
	.can = { RB_OPENS_EXECS, RB_MODE_AUTH },
	.evaluates = true,
	.canary_errno = EPERM,
	.attach = rust_attach,
	.statistics = rb_module_statistics,
	.canary = rb_module_runs_canary,
	.detach = rb_module_detach,
};

const struct rb_sensor_ops rb_module_rust_fallible = {
	.id = "module-rust-fallible",
	.can = { RB_OPENS_EXECS, RB_MODE_AUTH },
	.evaluates = true,
	.canary_errno = EPERM,
	.attach = rust_fallible_attach,
	.statistics = rb_module_statistics,
	.canary = rb_module_runs_canary,
	.detach = rb_module_detach,
};
