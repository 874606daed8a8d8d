/* SPDX-License-Identifier: Apache-2.0 */
/* bpf-fentry: a verified program at the entry of security_file_open and security_bprm_check. */
#include "bpf_object.h"

static int bpf_fentry_attach(struct rb_sensor *sensor)
{
	return rb_bpf_attach(sensor, "fentry.bpf.o");
}

const struct rb_sensor_ops rb_bpf_fentry = {
	.id = "bpf-fentry",
	.can = { RB_OPENS_EXECS_CONNECTS, RB_MODE_NOTIFY },
	.evaluates = true,
	.attach = bpf_fentry_attach,
	.poll = rb_bpf_poll,
	.statistics = rb_bpf_statistics,
	.detach = rb_bpf_detach,
};
