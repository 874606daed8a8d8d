/* SPDX-License-Identifier: Apache-2.0 */
/* bpf-ringbuf-percpu: bpf-tracepoint with a ring for each CPU instead of one that all share. */
#include "bpf_object.h"

static int bpf_ringbuf_percpu_attach(struct rb_sensor *sensor)
{
	return rb_bpf_attach(sensor, "tracepoint_percpu.bpf.o");
}

const struct rb_sensor_ops rb_bpf_ringbuf_percpu = {
	.id = "bpf-ringbuf-percpu",
	.can = { RB_EVERY_OPERATION, RB_MODE_NOTIFY },
	.evaluates = true,
	.attach = bpf_ringbuf_percpu_attach,
	.poll = rb_bpf_poll,
	.statistics = rb_bpf_statistics,
	.detach = rb_bpf_detach,
};
