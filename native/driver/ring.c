// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* ring.c: one ring a CPU, in memory that user mode maps: the record is written where it is read. */
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "driver.h"

int rb_rings_make(struct rb_client *client)
{
	u32 records = client->config.ring_records;
	int cpu;

	if (records < 2 || records > 65536 || (records & (records - 1)))
		return -EINVAL;
	client->rings = alloc_percpu(struct rb_cpu_ring);
	if (!client->rings)
		return -ENOMEM;
	client->ring_bytes = RB_DRIVER_PAGE + records * sizeof(struct rb_record);
	client->memory = vmalloc_user(client->ring_bytes * nr_cpu_ids);
	if (!client->memory) {
		rb_rings_free(client);
		return -ENOMEM;
	}
	for_each_possible_cpu(cpu) {
		struct rb_cpu_ring *ring = per_cpu_ptr(client->rings, cpu);

		ring->page = client->memory + cpu * client->ring_bytes;
		ring->records = (void *)ring->page + RB_DRIVER_PAGE;
#ifdef RB_FAULTS
		ring->fields = rb_fields_make();
		if (!ring->fields) {
			rb_rings_free(client);
			return -ENOMEM;
		}
#endif
	}
	return 0;
}

void rb_rings_free(struct rb_client *client)
{
#ifdef RB_FAULTS
	int cpu;

	for_each_possible_cpu(cpu)
		if (client->rings)
			rb_fields_free(per_cpu_ptr(client->rings, cpu)->fields);
#endif
	vfree(client->memory);
	client->memory = NULL;
	free_percpu(client->rings);
	client->rings = NULL;
}

int rb_rings_map(struct rb_client *client, struct vm_area_struct *area)
{
	return client->memory ? remap_vmalloc_range(area, client->memory, area->vm_pgoff) : -ENXIO;
}

bool rb_rings_readable(struct rb_client *client)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct rb_cpu_ring *ring = per_cpu_ptr(client->rings, cpu);

		if (READ_ONCE(ring->head) != READ_ONCE(ring->page->tail))
			return true;
	}
	return false;
}

void rb_ring_drop(struct rb_cpu_ring *ring)
{
	WRITE_ONCE(ring->dropped, ring->dropped + 1);
	WRITE_ONCE(ring->page->dropped, ring->dropped);
}

struct rb_record *rb_ring_reserve(struct rb_client *client, struct rb_cpu_ring *ring)
{
	u32 records = client->config.ring_records;
	/* Pairs with user mode's release: a slot is written again only after it was read. */
	u64 waiting = ring->head - smp_load_acquire(&ring->page->tail);

	/* A tail that makes no sense reads as full: user mode harms itself alone. */
	if (unlikely(waiting >= records)) {
		rb_ring_drop(ring);
		return NULL;
	}
	return &ring->records[ring->head & (records - 1)];
}

void rb_ring_commit(struct rb_client *client, struct rb_cpu_ring *ring)
{
	WRITE_ONCE(ring->head, ring->head + 1);
	smp_store_release(&ring->page->head, ring->head);
	if (client->config.wakeup && wq_has_sleeper(&client->waiters))
		wake_up_interruptible(&client->waiters);
}

void rb_rings_count(struct rb_client *client, struct rb_driver_statistics *counts)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct rb_cpu_ring *ring = per_cpu_ptr(client->rings, cpu);

		counts->recorded += READ_ONCE(ring->head);
		counts->dropped += READ_ONCE(ring->dropped);
		counts->missed += READ_ONCE(ring->missed);
		counts->refused += READ_ONCE(ring->refused);
		counts->null_hits += READ_ONCE(ring->null_hits);
	}
}
