/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * guard_call.S: s32 rb_guard_call(unsigned long *stack, content, input): rb_guarded_evaluate(content, input), and a
 * place where the guard can let it return from anywhere inside: with the stack pointer of *stack every register that
 * a function has to keep is there.
 */
#include <linux/linkage.h>
#include <asm/frame.h>

SYM_FUNC_START(rb_guard_call)
	FRAME_BEGIN
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, (%rdi)
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	call	rb_guarded_evaluate
SYM_INNER_LABEL(rb_guard_landing, SYM_L_GLOBAL)
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	FRAME_END
	RET
SYM_FUNC_END(rb_guard_call)
