/* SPDX-License-Identifier: Apache-2.0 */
#include "driver_device.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

int rb_driver_open(struct rb_reply *reply)
{
	uint32_t version = 0;
	int fd = open(RB_DRIVER_DEVICE, O_RDWR | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return rb_refuse(reply, ENOENT, access("/proc/modules", F_OK) ?
				 "`./ringbench guest run`: this kernel loads no modules" :
				 "`./ringbench guest run`, or `run --allow-kernel-module` on a machine "
				 "that may crash", "the kernel module is not loaded: %s", RB_DRIVER_DEVICE);
	if (fd < 0)
		return rb_refuse_call(reply, RB_CALL_DRIVER, errno, "open %s", RB_DRIVER_DEVICE);
	if (ioctl(fd, RB_DRIVER_VERSION, &version) || version != RB_ABI_VERSION) {
		close(fd);
		return rb_refuse(reply, EPROTO, "unload it (`rmmod ringbench`) and run again",
				 "the loaded driver has ABI %u, this Ringbench %u", version,
				 RB_ABI_VERSION);
	}
	return fd;
}

int rb_driver_has_interpreter(int fd, enum rb_driver_interpreter interpreter, struct rb_reply *reply)
{
	struct rb_driver_interpreter_state state = { .interpreter = interpreter };

	if (ioctl(fd, RB_DRIVER_INTERPRETER, &state))
		return rb_refuse_call(reply, RB_CALL_DRIVER, errno, "ask the driver for its interpreters");
	if (!state.missing[0])
		return 0;
	return rb_refuse(reply, ENOPKG, interpreter == RB_INTERPRETER_GUARDED ? "use a machine with an x86-64 CPU" :
			 "install rustc and the sources of its library, and run again: apt-get install -y "
			 "--no-install-recommends rustc rust-src", "%.*s", (int)sizeof(state.missing) - 1,
			 state.missing);
}
