// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix;

import dev.ringbench.document.DocumentJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.util.List;

/**
 * What the kernel's history says of a sensor's way through the kernel: the file
 * kernel-history.json. An entry lies on that way, in that release; that it is the whole reason of a
 * figure nobody has proven.
 *
 * @param changes as they stand in the file
 */
record KernelHistory(List<Change> changes) {
  private static final String FILE = "/dev/ringbench/matrix/kernel-history.json";
  private static final String ANY = "*";

  /** Which way a figure goes. */
  enum Direction {
    MORE,
    LESS
  }

  /**
   * A commit, or a rule of the kernel's documentation.
   *
   * @param sensors whose way it is on; "*": all
   * @param release that has it first; with a flavour: the first series of which that is known
   * @param flavour that has it, where others of its series do not; null: all flavours have it
   * @param says a clause, to be read after the release
   * @param title of the commit, or of the page
   */
  record Change(
      List<String> sensors,
      String release,
      String flavour,
      Direction direction,
      String says,
      String title,
      String source) {

    /** Defensive copy. */
    Change {
      sensors = List.copyOf(sensors);
    }

    private boolean isNamed(String sensor) {
      return sensors.contains(ANY) || sensors.contains(sensor);
    }

    /** Whether the second kernel has it and the first has not. */
    private boolean isBetween(MatrixKernel from, MatrixKernel to) {
      if (flavour != null) {
        return isOf(to) && !isOf(from) && from.series().equals(to.series());
      }
      return Version.parse(from.series()).compareTo(Version.parse(release)) < 0
          && Version.parse(to.series()).compareTo(Version.parse(release)) >= 0
          && from.flavour().equals(to.flavour());
    }

    private boolean isOf(MatrixKernel kernel) {
      return List.of(kernel.flavour().split("-", -1)).contains(flavour)
          && Version.parse(kernel.series()).compareTo(Version.parse(release)) >= 0;
    }

    /** "since 6.13, ... (title, source)". */
    String sentence() {
      return (flavour == null ? "since " + release : "with " + flavour)
          + ", "
          + says
          + " (\""
          + title
          + "\", "
          + source
          + ")";
    }
  }

  /** Defensive copy. */
  KernelHistory {
    changes = List.copyOf(changes);
  }

  /** What ships. */
  static KernelHistory shipped() {
    try (InputStream in = KernelHistory.class.getResourceAsStream(FILE)) {
      return DocumentJson.mapper().readValue(in, KernelHistory.class);
    } catch (IOException e) {
      throw new UncheckedIOException("read " + FILE, e);
    }
  }

  /** What is known between two kernels, those that name the sensor before those of all. */
  List<Change> of(String sensor, MatrixKernel from, MatrixKernel to, Direction direction) {
    List<Change> known =
        changes.stream()
            .filter(change -> change.isNamed(sensor) && change.direction() == direction)
            .filter(change -> change.isBetween(from, to))
            .toList();
    List<Change> own = known.stream().filter(change -> !change.sensors().contains(ANY)).toList();
    return own.isEmpty() ? known : own;
  }
}
