/* SPDX-License-Identifier: Apache-2.0 */
/* sensors.c: every sensor with a process of its own. A new one adds its name here. */
#include "sensor.h"

extern const struct rb_sensor_ops rb_bpf_null, rb_bpf_null_tp_btf, rb_bpf_null_fentry,
	rb_bpf_null_lsm, rb_bpf_tracepoint, rb_bpf_tp_btf, rb_bpf_fentry, rb_bpf_lsm,
	rb_bpf_lsm_auth, rb_module_null, rb_module_null_kprobe, rb_module_null_tracepoint,
	rb_module_ftrace, rb_module_kprobe, rb_module_tracepoint, rb_module_ftrace_auth,
	rb_fanotify_notify, rb_fanotify_notify_fd, rb_fanotify_permission, rb_seccomp_notify,
	rb_interposition;

const struct rb_sensor_ops *const rb_sensors[] = {
	&rb_bpf_null,
	&rb_bpf_null_tp_btf,
	&rb_bpf_null_fentry,
	&rb_bpf_null_lsm,
	&rb_bpf_tracepoint,
	&rb_bpf_tp_btf,
	&rb_bpf_fentry,
	&rb_bpf_lsm,
	&rb_bpf_lsm_auth,
	&rb_module_null,
	&rb_module_null_kprobe,
	&rb_module_null_tracepoint,
	&rb_module_ftrace,
	&rb_module_kprobe,
	&rb_module_tracepoint,
	&rb_module_ftrace_auth,
	&rb_fanotify_notify,
	&rb_fanotify_notify_fd,
	&rb_fanotify_permission,
	&rb_seccomp_notify,
	&rb_interposition,
	NULL,
};
