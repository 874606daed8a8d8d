// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Tests whose commands take the machine's run lock, or that look for what such commands leave: one
 * class of them at a time.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EndsCommands.class)
@ResourceLock("the machine's run lock")
@interface Measures {}
