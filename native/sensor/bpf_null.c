/* SPDX-License-Identifier: Apache-2.0 */
/* bpf-null and its kin: empty programs at the hooks of the BPF sensors: their floors. */
#include "bpf_object.h"

static int bpf_null_attach(struct rb_sensor *sensor)
{
	return rb_bpf_attach(sensor, "null.bpf.o");
}

static int bpf_null_tp_btf_attach(struct rb_sensor *sensor)
{
	return rb_bpf_attach(sensor, "null_tp_btf.bpf.o");
}

static int bpf_null_fentry_attach(struct rb_sensor *sensor)
{
	return rb_bpf_attach(sensor, "null_fentry.bpf.o");
}

static int bpf_null_lsm_attach(struct rb_sensor *sensor)
{
	return rb_bpf_attach(sensor, "null_lsm.bpf.o");
}

const struct rb_sensor_ops rb_bpf_null = {
	.id = "bpf-null",
	.can = { RB_EVERY_OPERATION, RB_MODE_NONE },
	.attach = bpf_null_attach,
	.canary_operations = RB_RUN_CANARIES,
	.canary = rb_bpf_run_canary,
	.detach = rb_bpf_detach,
};

const struct rb_sensor_ops rb_bpf_null_tp_btf = {
	.id = "bpf-null-tp-btf",
	.can = { RB_EVERY_OPERATION, RB_MODE_NONE },
	.attach = bpf_null_tp_btf_attach,
	.canary_operations = RB_RUN_CANARIES,
	.canary = rb_bpf_run_canary,
	.detach = rb_bpf_detach,
};

const struct rb_sensor_ops rb_bpf_null_fentry = {
	.id = "bpf-null-fentry",
	.can = { RB_OPENS_EXECS_CONNECTS, RB_MODE_NONE },
	.attach = bpf_null_fentry_attach,
	.canary_operations = RB_RUN_CANARIES,
	.canary = rb_bpf_run_canary,
	.detach = rb_bpf_detach,
};

const struct rb_sensor_ops rb_bpf_null_lsm = {
	.id = "bpf-null-lsm",
	.can = { RB_OPENS_EXECS_CONNECTS, RB_MODE_NONE },
	.attach = bpf_null_lsm_attach,
	.canary_operations = RB_RUN_CANARIES,
	.canary = rb_bpf_run_canary,
	.detach = rb_bpf_detach,
};
