// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** CPU time of kernel threads by name: kauditd works for whoever reads audit. */
final class KernelThreads {
  /** The parent of all of them, kthreadd, as /proc/PID/stat names it. */
  private static final String KTHREADD = "2";

  private static final int PARENT = 1;

  private KernelThreads() {}

  /**
   * Sums the first number of /proc/PID/schedstat, which is in ns; see proc(5).
   *
   * @param root of the tree that has /proc
   * @param names as they stand in brackets; a program of the same name is none of them
   * @return empty: there is no such thread, or this pid name space does not show it
   */
  static Optional<Long> cpuNs(Path root, List<String> names) {
    Optional<Long> sum = Optional.empty();
    try (DirectoryStream<Path> processes =
        Files.newDirectoryStream(root.resolve("proc"), "[1-9]*")) {
      for (Path process : processes) {
        Optional<Long> one = cpuNsOf(process, names);
        if (one.isPresent()) {
          sum = Optional.of(sum.orElse(0L) + one.get());
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return sum;
  }

  private static Optional<Long> cpuNsOf(Path process, List<String> names) {
    try {
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      int end = stat.lastIndexOf(')');
      String name = stat.substring(stat.indexOf('(') + 1, end);
      String parent = stat.substring(end + 2).split(" ", -1)[PARENT];
      if (!parent.equals(KTHREADD) || !names.contains(name)) {
        return Optional.empty();
      }
      String times = Files.readString(process.resolve("schedstat"), StandardCharsets.US_ASCII);
      return Optional.of(Long.parseLong(times.split(" ", -1)[0]));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty(); // it ended, or this kernel has no such file
    }
  }
}
