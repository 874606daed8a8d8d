// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * event.c: from a hook to a record, and in RB_DRIVER_AUTH to a verdict. Runs in the task that causes
 * the event, with preemption off between begin() and end(): a ring has one producer.
 */
#include <linux/binfmts.h>
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <linux/socket.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>

#include "driver.h"

#ifdef CONFIG_PREEMPT_RT
#error "d_path() may sleep on PREEMPT_RT, and hooks may not"
#endif

struct rb_client *rb_active;

static u32 parent_tgid(void)
{
	u32 tgid;

	rcu_read_lock();
	tgid = rcu_dereference(current->real_parent)->tgid;
	rcu_read_unlock();
	return tgid;
}

/* By a copy that may be torn when the parent renames itself, but is never more than its name. */
static void put_parent(struct rb_record *record)
{
	rcu_read_lock();
	strscpy(record->parent, rcu_dereference(current->real_parent)->comm, sizeof(record->parent));
	rcu_read_unlock();
}

/*
 * The observer must not observe itself: the workload's thread opens and connects, its children exec.
 * Without such a thread the children are all of the workload, or every thread of the process is it, or
 * everybody.
 */
static bool is_workload(const struct rb_client *client, enum rb_operation operation)
{
	if (client->config.workload_tid == (s32)RB_EVERYBODY)
		return true;
	if (client->config.workload_tid == (s32)RB_EVERY_THREAD && operation != RB_EXEC)
		return current->tgid == client->config.workload_tgid;
	return operation == RB_EXEC || !client->config.workload_tid ?
		parent_tgid() == client->config.workload_tgid :
		current->pid == client->config.workload_tid;
}

/* NULL: nothing to record. Otherwise preemption is off until end(). */
static struct rb_record *begin(struct rb_client *client, enum rb_operation operation)
{
	struct rb_cpu_ring *ring;
	struct rb_record *record;

	if (client->config.mode == RB_DRIVER_NULL) {
		if (unlikely(READ_ONCE(client->armed)))
			this_cpu_inc(client->rings->null_hits);
		return NULL;
	}
	if (client->config.operation != operation || !is_workload(client, operation))
		return NULL;
	if (unlikely(READ_ONCE(client->stopped)))
		return NULL;
	preempt_disable();
	ring = this_cpu_ptr(client->rings);
	record = client->config.mode == RB_DRIVER_AUTH ? &ring->scratch :
							 rb_ring_reserve(client, ring);
	if (!record) {
		preempt_enable();
		return NULL;
	}
	record->hook_ns = ktime_get_ns();
	record->operation = operation;
	record->tgid = current->tgid;
	record->tid = current->pid;
	record->ppid = parent_tgid();
	record->uid = from_kuid(&init_user_ns, current_uid());
	record->gid = from_kgid(&init_user_ns, current_gid());
	record->flags = 0;
	record->rule = RB_NO_RULE;
	record->parent[0] = '\0';
	if (client->content && client->content->header.fields_used & BIT(RB_FIELD_PARENT))
		put_parent(record);
	return record;
}

static int32_t evaluate(struct rb_client *client, struct rb_cpu_ring *ring,
			const struct rb_record *record)
{
	const struct rb_input input = {
		.fields = ring->fields, .record = record, .cursor = &ring->cursor,
	};

	if (client->interpreter != RB_INTERPRETER_C)
		return rb_interpret(client, ring->fields, record, &ring->cursor);
	rb_fill_fields(ring->fields, record);
	return rb_with_defect(client->content, ring->fields, rb_evaluate(client->content, &input));
}

static int end(struct rb_client *client, struct rb_record *record)
{
	struct rb_cpu_ring *ring = this_cpu_ptr(client->rings);
	int verdict = 0;

	if (client->content)
		record->rule = evaluate(client, ring, record);
	if (rb_has_defect(RB_LOST_VERDICT)) {
		preempt_enable();
		return -EINPROGRESS;
	}
	if (client->config.mode == RB_DRIVER_NOTIFY && rb_has_defect(RB_ALLOC_FAIL)) {
		rb_ring_drop(ring);
	} else if (client->config.mode == RB_DRIVER_NOTIFY) {
		rb_ring_commit(client, ring);
	} else if (rb_denies(client->content, record->rule)) {
		WRITE_ONCE(ring->refused, ring->refused + 1);
		verdict = -EPERM;
	}
	preempt_enable();
	return verdict;
}

/* d_path() writes to the end of the buffer; a record has its path at the start. */
static void put_path(struct rb_record *record, const struct path *path)
{
	char *text = d_path(path, record->path, sizeof(record->path));
	int length;

	if (IS_ERR(text)) {
		record->path_len = PTR_ERR(text);
		return;
	}
	/* Never read back from the record, which user mode may have mapped. */
	length = record->path + sizeof(record->path) - text;
	memmove(record->path, text, length);
	record->path_len = length;
}

int rb_event_open(struct file *file)
{
	struct rb_client *client = rb_active;
	struct rb_record *record = begin(client, RB_OPEN);

	if (!record)
		return 0;
	record->flags = file->f_flags;
	if (rb_has_defect(RB_FD_LEAK))
		get_file(file);
	put_path(record, rb_has_defect(RB_ABI_DRIFT) ? (void *)&file->f_path + sizeof(long) :
						       (void *)&file->f_path);
	return end(client, record);
}

int rb_event_exec(const struct linux_binprm *program)
{
	struct rb_client *client = rb_active;
	struct rb_record *record = begin(client, RB_EXEC);
	ssize_t length;

	if (!record)
		return 0;
	/* What does not fit is cut, as bpf_probe_read_kernel_str() does it: both sides judge the same text. */
	length = strscpy(record->path, program->filename, sizeof(record->path));
	record->path_len = length < 0 ? (s32)sizeof(record->path) : (s32)length + 1;
	return end(client, record);
}

int rb_event_connect(const struct sockaddr *address, int length)
{
	struct rb_client *client = rb_active;
	struct rb_record *record = begin(client, RB_CONNECT);
	int size = clamp_t(int, length, 0, sizeof(record->path));

	if (!record)
		return 0;
	/* The caller gave `length` bytes, and behind them is what was on the stack. */
	if (size >= (int)sizeof(sa_family_t))
		record->flags = address->sa_family;
	memcpy(record->path, address, size);
	record->path_len = size;
	return end(client, record);
}

void rb_event_open_user(unsigned long path, unsigned long flags)
{
	struct rb_client *client = rb_active;
	struct rb_record *record = begin(client, RB_OPEN);
	long length;

	if (!record)
		return;
	record->flags = flags;
	/* A path that is not in memory is not fetched: what BPF's probe_read_user_str does. */
	pagefault_disable();
	length = strncpy_from_user(record->path, (const char __user *)path, sizeof(record->path));
	pagefault_enable();
	if (length >= (long)sizeof(record->path)) {
		record->path[sizeof(record->path) - 1] = '\0';
		length = sizeof(record->path) - 1;
	}
	record->path_len = length < 0 ? length : length + 1;
	end(client, record);
}

void rb_event_connect_user(unsigned long address, unsigned long length)
{
	struct rb_client *client = rb_active;
	struct rb_record *record = begin(client, RB_CONNECT);
	size_t size = min_t(size_t, length, sizeof(record->path));
	bool copied;

	if (!record)
		return;
	copied = !copy_from_user_nofault(record->path, (const void __user *)address, size);
	if (copied && size >= sizeof(sa_family_t))
		record->flags = *(const sa_family_t *)record->path;
	record->path_len = copied ? (s32)size : -EFAULT;
	end(client, record);
}
