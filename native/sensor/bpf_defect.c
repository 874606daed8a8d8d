/* SPDX-License-Identifier: Apache-2.0 */
/* bpf_defect.c: the defects of BPF programs, as their loader sees them: which object, with what in it, and what it counts. */
#include "bpf_defect.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "faulty.h"

#define PIN "/sys/fs/bpf/ringbench"

static const struct rb_fault *fault_of(const struct rb_sensor *sensor)
{
	static const struct rb_fault none;

	return sensor->shared->fault.cured ? &none : &sensor->shared->fault;
}

/* What the verifier would look at whichever defect is chosen has an object of its own. */
void rb_bpf_path(const struct rb_sensor *sensor, const char *file, char *path, size_t size)
{
	snprintf(path, size, "%s/faulty%u_%s", sensor->native_dir, fault_of(sensor)->number, file);
	if (access(path, R_OK))
		snprintf(path, size, "%s/faulty_%s", sensor->native_dir, file);
}

/* F12 has a second program, of the event that handling one causes. NULL: not in this object. */
static struct bpf_program *own_event(const struct bpf_object *object)
{
	return bpf_object__find_program_by_name(object, "on_own_event");
}

/* Before 6.1 this would go on to the end of the kernel's stack. */
int rb_bpf_attach_own_event(struct rb_sensor *sensor, struct rb_bpf *bpf)
{
	struct bpf_program *program = own_event(bpf->object);
	struct utsname kernel;
	int major = 0, minor = 0;

	if (!program)
		return 0;
	if (uname(&kernel) || sscanf(kernel.release, "%d.%d", &major, &minor) != 2 || major < 6 ||
	    (major == 6 && minor < 1))
		return rb_bpf_lacks(sensor, ENOTSUP, "use Linux 6.1 or newer", "stop a raw tracepoint's recursion");
	bpf->own_link = bpf_program__attach(program);
	if (bpf->own_link)
		return 0;
	rb_bpf_refuse(sensor, errno, "attach the program of F12's own events");
	sensor->reply->status = -RB_INCOMPLETE;
	return -RB_INCOMPLETE;
}

void rb_bpf_set_defect(const struct rb_sensor *sensor, struct bpf_object *object)
{
	const struct rb_fault *fault = fault_of(sensor);

	rb_bpf_set_constant(object, "defect_number", &fault->number, sizeof(fault->number));
	rb_bpf_set_constant(object, "defect_seed", &fault->seed, sizeof(fault->seed));
	rb_bpf_set_constant(object, "defect_trigger", &fault->trigger, sizeof(fault->trigger));
	rb_bpf_set_constant(object, "defect_may_last", &fault->may_last, sizeof(fault->may_last));
	if (own_event(object))
		bpf_program__set_autoload(own_event(object), true);
}

/* As in bpf/defects.bpf.h. */
static const struct {
	uint64_t events, activations, activated_ns;
} *defect_counts;
static struct rb_fault *watched;
static const struct bpf_program *own_program;

static void copy_counts(void)
{
	if (!defect_counts->activations)
		return; /* what others do to the sensor they count */
	watched->activations = own_program ? rb_bpf_info(own_program).recursion_misses :
					     defect_counts->activations;
	watched->activated_ns = (int64_t)defect_counts->activated_ns;
}

void rb_bpf_watch_defect(const struct rb_sensor *sensor, struct bpf_object *object)
{
	int counts = bpf_object__find_map_fd_by_name(object, ".bss");
	void *mapped;

	if (counts < 0 || sensor->shared->fault.cured)
		return;
	mapped = mmap(NULL, sizeof(*defect_counts), PROT_READ, MAP_SHARED, counts, 0);
	if (mapped == MAP_FAILED)
		return;
	watched = &sensor->shared->fault;
	own_program = own_event(object);
	defect_counts = mapped;
	rb_after_beat = copy_counts;
}

/* Nobody takes the pin away: it goes with its guest. */
int rb_bpf_pin(const struct rb_sensor *sensor, struct bpf_link *link)
{
	return fault_of(sensor)->pinned ? bpf_link__pin(link, PIN) : 0;
}
