/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bpf-lsm, bpf-lsm-auth: verified programs at the LSM hooks file_open and bprm_check_security. The
 * first reports a record an event; the second decides by its content and reports nothing.
 */
#include <errno.h>

#include "bpf_object.h"

static int bpf_lsm_attach(struct rb_sensor *sensor)
{
	return rb_bpf_attach(sensor, "lsm.bpf.o");
}

static int bpf_lsm_auth_attach(struct rb_sensor *sensor)
{
	return rb_bpf_attach(sensor, "lsm_auth.bpf.o");
}

const struct rb_sensor_ops rb_bpf_lsm = {
	.id = "bpf-lsm",
	.can = { RB_OPENS_EXECS_CONNECTS, RB_MODE_NOTIFY },
	.evaluates = true,
	.attach = bpf_lsm_attach,
	.poll = rb_bpf_poll,
	.statistics = rb_bpf_statistics,
	.detach = rb_bpf_detach,
};

const struct rb_sensor_ops rb_bpf_lsm_auth = {
	.id = "bpf-lsm-auth",
	.can = { RB_OPENS_EXECS, RB_MODE_AUTH },
	.evaluates = true,
	.canary_errno = EPERM,
	.attach = bpf_lsm_auth_attach,
	.canary = rb_refusal_is_canary,
	.detach = rb_bpf_detach,
};
