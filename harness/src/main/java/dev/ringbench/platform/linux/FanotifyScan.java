// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ringbench.model.Environment;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks through the descriptors of all other processes for fanotify groups; see proc(5). */
final class FanotifyScan {

  private static final Pattern PROCESS_ID = Pattern.compile("\\d+");

  private static final Pattern MASK = Pattern.compile("\\bmask:([0-9a-f]{1,8})\\b");

  /** FAN_OPEN_PERM, FAN_ACCESS_PERM, FAN_OPEN_EXEC_PERM of linux/fanotify.h. */
  private static final long PERMISSION_EVENTS = 0x70000;

  /**
   * A process with a group.
   *
   * @param permission whether one of its marks asks it for permission
   */
  record Group(String comm, boolean permission) {}

  private FanotifyScan() {}

  /** Those that could be read, sorted by name; none where nothing could be read. */
  static List<Group> groups(HostTree tree) {
    return scan(tree).groups;
  }

  /** What was found, or null when /proc shows no process at all. */
  static Environment.FanotifyUsers of(HostTree tree) {
    if (processes(tree).isEmpty()) {
      return null;
    }
    Scan scan = scan(tree);
    boolean sawAll = scan.unreadable == 0 && showsWholeMachine(tree);
    List<String> comms = scan.groups.stream().map(Group::comm).toList();
    return new Environment.FanotifyUsers(
        comms.isEmpty() && !sawAll ? null : Integer.valueOf(comms.size()), comms, scan.unreadable);
  }

  private record Scan(List<Group> groups, int unreadable) {}

  private static Scan scan(HostTree tree) {
    List<Group> groups = new ArrayList<>();
    int unreadable = 0;
    String self = tree.valueOf("/proc/self/status", ':', "Pid");
    for (String process : processes(tree)) {
      if (process.equals(self)) {
        continue;
      }
      try {
        List<String> marks = marks(tree.at("/proc/" + process + "/fdinfo"));
        if (!marks.isEmpty()) {
          String comm = tree.text("/proc/" + process + "/comm");
          groups.add(
              new Group(
                  comm == null ? "pid " + process : comm,
                  marks.stream().anyMatch(FanotifyScan::asks)));
        }
      } catch (IOException refused) {
        unreadable += Files.exists(tree.at("/proc/" + process)) ? 1 : 0;
      }
    }
    groups.sort(Comparator.comparing(Group::comm));
    return new Scan(groups, unreadable);
  }

  private static List<String> processes(HostTree tree) {
    List<String> names = tree.names("/proc");
    return names == null
        ? List.of()
        : names.stream().filter(name -> PROCESS_ID.matcher(name).matches()).toList();
  }

  private static boolean asks(String mark) {
    Matcher mask = MASK.matcher(mark);
    return mask.find() && (Long.parseLong(mask.group(1), 16) & PERMISSION_EVENTS) != 0;
  }

  /** Process 2 is kthreadd, unless a process namespace or hidepid hides the machine's processes. */
  private static boolean showsWholeMachine(HostTree tree) {
    return "kthreadd".equals(tree.text("/proc/2/comm"));
  }

  /** The lines of its groups and their marks. */
  private static List<String> marks(Path fdinfo) throws IOException {
    List<String> marks = new ArrayList<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(fdinfo)) {
      for (Path descriptor : descriptors) {
        marks.addAll(marksOf(descriptor));
      }
      return marks;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static List<String> marksOf(Path descriptor) throws IOException {
    try {
      return Files.readAllLines(descriptor, ISO_8859_1).stream()
          .filter(line -> line.startsWith("fanotify "))
          .toList();
    } catch (NoSuchFileException closedMeanwhile) {
      return List.of();
    }
  }
}
