/* SPDX-License-Identifier: Apache-2.0 */
/* ringbench-true: the smallest program, to be executed: exits with 0 and has no C library. */
#include <asm/unistd.h>

#if defined(__clang__) || defined(__GNUC__)
__attribute__((noreturn, used))
#endif
void _start(void)
{
	for (;;) {
#if defined(__x86_64__)
		__asm__ __volatile__("syscall" : : "a"(__NR_exit_group), "D"(0)
				     : "rcx", "r11", "memory");
#elif defined(__aarch64__)
		register long number __asm__("x8") = __NR_exit_group;
		register long status __asm__("x0") = 0;

		__asm__ __volatile__("svc 0" : : "r"(number), "r"(status) : "memory");
#elif defined(__riscv)
		register long number __asm__("a7") = __NR_exit_group;
		register long status __asm__("a0") = 0;

		__asm__ __volatile__("ecall" : : "r"(number), "r"(status) : "memory");
#else
#error "add this architecture's exit_group"
#endif
	}
}
