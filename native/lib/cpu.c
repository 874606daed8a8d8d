/* SPDX-License-Identifier: Apache-2.0 */
#include "cpu.h"

int rb_pin(int cpu)
{
	return rb_pin_thread(pthread_self(), cpu);
}

int rb_pin_thread(pthread_t thread, int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET((unsigned int)cpu, &set);
	return -pthread_setaffinity_np(thread, sizeof(set), &set);
}

int rb_pin_or_refuse(int cpu, const char *whom, struct rb_reply *reply)
{
	int error = rb_pin(cpu);

	return error ? rb_refuse_call(reply, RB_CALL_AFFINITY, -error, "pin %s to CPU %d", whom, cpu) : 0;
}
