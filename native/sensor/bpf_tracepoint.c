/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bpf-tracepoint: a verified program at the tracepoints of open and exec writes path and
 * credentials in a 256-byte record to a BPF ring buffer; this process reads it.
 */
#include "bpf_object.h"

static int bpf_tracepoint_attach(struct rb_sensor *sensor)
{
	return rb_bpf_attach(sensor, "tracepoint.bpf.o");
}

const struct rb_sensor_ops rb_bpf_tracepoint = {
	.id = "bpf-tracepoint",
	.can = { RB_EVERY_OPERATION, RB_MODE_NOTIFY },
	.evaluates = true,
	.attach = bpf_tracepoint_attach,
	.poll = rb_bpf_poll,
	.statistics = rb_bpf_statistics,
	.detach = rb_bpf_detach,
};
