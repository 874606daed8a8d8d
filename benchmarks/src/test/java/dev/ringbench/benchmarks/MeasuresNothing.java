// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Tests whose commands need no run lock: one class of them runs beside one that {@link Measures}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EndsCommands.class)
@ResourceLock("the other CPU")
@interface MeasuresNothing {}
