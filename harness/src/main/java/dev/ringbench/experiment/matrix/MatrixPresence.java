// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix;

import dev.ringbench.model.Cell;
import dev.ringbench.model.Operation;
import dev.ringbench.section.Section.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which sensors are counted in which kernels, and why not in others. */
final class MatrixPresence {
  private static final String NOT_LOADED = "the kernel module is not loaded";

  private final MatrixCosts costs;
  private final Map<String, List<Cell>> sensors = new LinkedHashMap<>();

  MatrixPresence(MatrixCosts costs, Operation operation) {
    this.costs = costs;
    costs
        .cells(operation)
        .forEach(
            cell -> sensors.computeIfAbsent(cell.sensor(), key -> new ArrayList<>()).add(cell));
  }

  private boolean isCounted(String sensor, MatrixKernel kernel) {
    return sensors.get(sensor).stream().anyMatch(cell -> costs.added(kernel, cell).isPresent());
  }

  private String reason(String sensor, MatrixKernel kernel) {
    return why(kernel, sensors.get(sensor).get(0));
  }

  private List<MatrixKernel> with(String sensor) {
    return costs.kernels().stream().filter(kernel -> isCounted(sensor, kernel)).toList();
  }

  private List<MatrixKernel> without(String sensor) {
    return costs.kernels().stream().filter(kernel -> !isCounted(sensor, kernel)).toList();
  }

  private static String names(List<MatrixKernel> kernels) {
    return kernels.stream().map(MatrixKernel::name).collect(Collectors.joining(", "));
  }

  /** "module appears with 6.1. Before, ...": a sentence for those of one fate and one reason. */
  List<String> changes() {
    Map<String, List<String>> alike = new LinkedHashMap<>();
    for (String sensor : sensors.keySet()) {
      List<MatrixKernel> with = with(sensor);
      List<MatrixKernel> without = without(sensor);
      if (!with.isEmpty() && !without.isEmpty()) {
        alike
            .computeIfAbsent(
                fate(with, without) + ": " + reasons(sensor, without) + ".",
                key -> new ArrayList<>())
            .add(sensor);
      }
    }
    return alike.entrySet().stream()
        .map(
            fate ->
                String.join(", ", fate.getValue())
                    + (fate.getValue().size() == 1
                        ? ": "
                        : " (" + fate.getValue().size() + " sensors): ")
                    + fate.getKey())
        .toList();
  }

  private String fate(List<MatrixKernel> with, List<MatrixKernel> without) {
    int firstWith = costs.kernels().indexOf(with.get(0));
    return firstWith == without.size()
        ? "new with " + with.get(0).name() + ". Before, in " + names(without)
        : firstWith == 0
            ? "refused in " + names(without)
            : "counted in some kernels only, and not in " + names(without);
  }

  private String reasons(String sensor, List<MatrixKernel> without) {
    return without.stream()
        .map(kernel -> reason(sensor, kernel))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  /** Sensors that appear, and sensors that are refused, for one sentence; empty: none. */
  String brief() {
    List<String> appear = new ArrayList<>();
    List<String> lack = new ArrayList<>();
    for (String sensor : sensors.keySet()) {
      List<MatrixKernel> with = with(sensor);
      List<MatrixKernel> without = without(sensor);
      if (!with.isEmpty() && !without.isEmpty()) {
        boolean appears = costs.kernels().indexOf(with.get(0)) == without.size();
        (appears ? appear : lack)
            .add(sensor + (appears ? " with " + with.get(0).name() : " in " + names(without)));
      }
    }
    List<String> parts = new ArrayList<>();
    if (!appear.isEmpty()) {
      parts.add("Sensors that appear: " + limited(appear) + ".");
    }
    if (!lack.isEmpty()) {
      parts.add("Sensors that are refused: " + limited(lack) + ".");
    }
    return String.join(" ", parts);
  }

  private static String limited(List<String> all) {
    int most = 3;
    return String.join("; ", all.subList(0, Math.min(most, all.size())))
        + (all.size() > most ? "; and " + (all.size() - most) + " more" : "");
  }

  /** Of rows and kernels, equal ones once; a sensor without any row in a kernel is one. */
  List<Reason> refusals() {
    Map<String, Map<String, List<MatrixKernel>>> byRow = new LinkedHashMap<>();
    for (Map.Entry<String, List<Cell>> sensor : sensors.entrySet()) {
      for (MatrixKernel kernel : costs.kernels()) {
        List<Cell> missing =
            sensor.getValue().stream().filter(cell -> costs.added(kernel, cell).isEmpty()).toList();
        boolean all = missing.size() == sensor.getValue().size();
        for (Cell cell : all ? missing.subList(0, 1) : missing) {
          String row = all ? cell.sensor() : cell.toString().replaceFirst("^\\S+ ", "");
          byRow
              .computeIfAbsent(row, key -> new LinkedHashMap<>())
              .computeIfAbsent(why(kernel, cell), key -> new ArrayList<>())
              .add(kernel);
        }
      }
    }
    List<Reason> reasons = new ArrayList<>();
    byRow.forEach(
        (row, byReason) ->
            byReason.forEach(
                (reason, kernels) ->
                    reasons.add(
                        new Reason(
                            row
                                + (kernels.size() == costs.kernels().size()
                                    ? ", every kernel"
                                    : ", " + names(kernels)),
                            reason))));
    return reasons;
  }

  private String why(MatrixKernel kernel, Cell cell) {
    String reason = costs.reason(kernel, cell);
    if (reason != null) {
      return kernel.driverReason() != null && reason.startsWith(NOT_LOADED)
          ? "the driver was not built for it, for the reason below"
          : reason;
    }
    return kernel.status() == MatrixKernel.Status.COMPLETE
        ? "it has no count, and no reason"
        : "it was not reached";
  }
}
