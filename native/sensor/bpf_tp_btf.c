/* SPDX-License-Identifier: Apache-2.0 */
/* bpf-tp-btf: the records of bpf-tracepoint, from BTF-typed raw tracepoints (see tp_btf.bpf.c). */
#include "bpf_object.h"

static int bpf_tp_btf_attach(struct rb_sensor *sensor)
{
	return rb_bpf_attach(sensor, "tp_btf.bpf.o");
}

const struct rb_sensor_ops rb_bpf_tp_btf = {
	.id = "bpf-tp-btf",
	.can = { RB_EVERY_OPERATION, RB_MODE_NOTIFY },
	.evaluates = true,
	.attach = bpf_tp_btf_attach,
	.poll = rb_bpf_poll,
	.statistics = rb_bpf_statistics,
	.detach = rb_bpf_detach,
};
