// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The directories of one control group, one a hierarchy, and the kernel's files in them. A file is
 * looked for in each: which hierarchy has it is the machine's choice.
 */
record ControlGroupDirectories(List<Path> groups) {
  static final String PROCESSES = "cgroup.procs";

  ControlGroupDirectories {
    groups = List.copyOf(groups);
  }

  boolean has(String name) {
    return file(name).isPresent();
  }

  private Optional<Path> file(String name) {
    return groups.stream().map(group -> group.resolve(name)).filter(Files::exists).findFirst();
  }

  /** The decimal number that is all the file holds. */
  Optional<Long> number(String name) {
    return file(name).flatMap(ControlGroupDirectories::text).map(HostTree::parseLong);
  }

  /** Whether all that the file holds is this text. */
  boolean says(String name, String text) {
    return file(name).flatMap(ControlGroupDirectories::text).filter(text::equals).isPresent();
  }

  /** Lines of all files of this name. */
  Stream<String> lines(String name) {
    return groups.stream()
        .flatMap(group -> text(group.resolve(name)).stream())
        .flatMap(String::lines);
  }

  /** False: there is no such file, or the kernel refuses. */
  boolean write(String name, String text) {
    return has(name) && writeWhereThere(name, text);
  }

  /** False: the kernel refuses. */
  boolean writeWhereThere(String name, String text) {
    try {
      Optional<Path> file = file(name);
      if (file.isPresent()) {
        order(file.get(), text);
      }
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /** One write to a file that the kernel has made. */
  static void order(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** Ascending; those of groups below are among them. */
  List<Long> processes() {
    Set<Long> processes = new TreeSet<>();
    groups.stream()
        .flatMap(group -> withThoseBelow(group).stream())
        .flatMap(directory -> text(directory.resolve(PROCESSES)).stream())
        .flatMap(String::lines)
        .map(HostTree::parseLong)
        .filter(process -> process != null)
        .forEach(processes::add);
    return List.copyOf(processes);
  }

  /** The kernel's files in a group are no obstacle; processes are, and for a moment the dead. */
  void remove() throws IOException {
    for (Path group : groups) {
      for (Path directory : withThoseBelow(group)) {
        Files.deleteIfExists(directory);
      }
    }
  }

  /** The deepest first. */
  private static List<Path> withThoseBelow(Path group) {
    try (Stream<Path> below = Files.walk(group)) {
      return below.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
    } catch (IOException | UncheckedIOException e) {
      return Files.isDirectory(group) ? List.of(group) : List.of();
    }
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
