// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix;

import dev.ringbench.check.Check;
import dev.ringbench.check.Descriptors;
import dev.ringbench.check.Violations;
import dev.ringbench.counted.CountedNoise;
import dev.ringbench.counted.CountedRow;
import dev.ringbench.counted.InstructionCount;
import dev.ringbench.model.Architecture;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Environment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What has to hold of a document of sensors over kernels. */
final class MatrixChecks {
  private final MatrixDocument document;

  MatrixChecks(MatrixDocument document) {
    this.document = document;
  }

  List<Check> all() {
    return List.of(
        complete(),
        Descriptors.check(document.sensors(), document.version()),
        boots(),
        figures(),
        placebo(),
        architectures());
  }

  /** What a kernel's package said, and what its guest said. */
  private Check architectures() {
    Violations violations = new Violations();
    Environment.Kernel guest = document.environment().kernel();
    for (MatrixKernel kernel : document.kernels()) {
      violations.require(
          kernel.architecture() == null
              || Architecture.inName(kernel.flavour())
                  .map(Architecture::machine)
                  .filter(machine -> !machine.equals(kernel.architecture()))
                  .isEmpty(),
          () -> kernel.name() + " has another architecture than its flavour");
      violations.require(
          kernel.architecture() == null
              || guest.architecture() == null
              || !kernel.release().equals(guest.release())
              || kernel.architecture().equals(guest.architecture()),
          () -> kernel.name() + " has another architecture than its guest");
    }
    return violations.check("architecture", "each kernel's is that of its guest");
  }

  private Check complete() {
    String name = "complete";
    Violations violations = new Violations();
    for (MatrixKernel kernel : document.kernels()) {
      violations.require(
          (kernel.status() == MatrixKernel.Status.COMPLETE) == (kernel.reason() == null),
          () -> kernel.name() + " is " + kernel.status() + ", and its reason says otherwise");
      violations.require(
          (kernel.status() == MatrixKernel.Status.FAILED) == !kernel.isMeasured(),
          () -> kernel.name() + " is " + kernel.status() + ", and its counts say otherwise");
    }
    String incomplete =
        document.kernels().stream()
            .filter(kernel -> kernel.status() != MatrixKernel.Status.COMPLETE)
            .map(kernel -> kernel.name() + " is " + kernel.status())
            .collect(Collectors.joining(", "));
    if (violations.any()) {
      return violations.check(name, "");
    }
    if (document.status().equals("partial")) {
      return Check.warning(name, "partial: " + document.statusReason());
    }
    return incomplete.isEmpty()
        ? Check.ok(name, document.kernels().size() + " kernels")
        : Check.warning(name, incomplete);
  }

  /** A row that was counted in some boots only has a reason in the others. */
  private Check boots() {
    Violations violations = new Violations();
    Set<Integer> all = IntStream.range(0, document.boots()).boxed().collect(Collectors.toSet());
    for (MatrixKernel kernel : document.kernels()) {
      if (kernel.status() == MatrixKernel.Status.COMPLETE) {
        Set<Cell> cells = new HashSet<>();
        for (CountedRow row : CountedRow.of(kernel.counts()).values()) {
          cells.add(row.cell());
          violations.require(
              row.numbers().equals(all),
              () ->
                  "%s, %s: boots %s, not all of %d"
                      .formatted(kernel.name(), row.cell(), row.numbers(), document.boots()));
        }
        violations.require(!cells.isEmpty(), () -> kernel.name() + " is complete, and has no row");
      }
    }
    return violations.check("boots", document.boots() + " of each row of complete kernels");
  }

  private Check figures() {
    Violations violations = new Violations();
    for (MatrixKernel kernel : document.kernels()) {
      for (InstructionCount count : kernel.counts()) {
        String where = kernel.name() + ", " + count.cell();
        violations.require(
            count.medians().isEmpty() != (count.reason() == null),
            () -> where + ": a count and a reason exclude each other");
        violations.require(
            count.medians().stream().allMatch(median -> median > 0),
            () -> where + " has counts that are not positive");
        violations.require(
            count.totals().isEmpty() || count.totals().size() == count.medians().size(),
            () -> where + " has not as many totals as medians");
        for (int i = 0; i < Math.min(count.totals().size(), count.medians().size()); i++) {
          long total = count.totals().get(i);
          long median = count.medians().get(i);
          violations.require(
              median <= 0 || total / median >= count.operations() / 2,
              () -> where + ": a block took less than its median allows");
        }
      }
    }
    return violations.check("figures", "all counts are positive, and no block is below its median");
  }

  /** Without a baseline nothing is subtracted; without a placebo the noise is unknown. */
  private Check placebo() {
    List<String> without =
        document.kernels().stream()
            .filter(MatrixKernel::isMeasured)
            .filter(
                kernel ->
                    kernel.counts().stream()
                        .noneMatch(
                            count ->
                                count.sensor().equals(CountedNoise.PLACEBO)
                                    && !count.medians().isEmpty()))
            .map(MatrixKernel::name)
            .toList();
    return without.isEmpty()
        ? Check.ok("placebo", "counted in each kernel")
        : Check.warning("placebo", "not counted in " + String.join(", ", without));
  }
}
