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
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** Looks through the descriptors of all other processes for fanotify groups; see proc(5). */
final class FanotifyScan {

  private static final Pattern PROCESS_ID = Pattern.compile("\\d+");

  private FanotifyScan() {}

  /** What was found, or null when /proc shows no process at all. */
  static Environment.FanotifyUsers of(HostTree tree) {
    List<String> names = tree.names("/proc");
    List<String> processes =
        names == null
            ? List.of()
            : names.stream().filter(name -> PROCESS_ID.matcher(name).matches()).toList();
    if (processes.isEmpty()) {
      return null;
    }
    String self = tree.valueOf("/proc/self/status", ':', "Pid");
    List<String> comms = new ArrayList<>();
    int unreadable = 0;
    for (String process : processes) {
      if (process.equals(self)) {
        continue;
      }
      try {
        if (holdsFanotifyGroup(tree.at("/proc/" + process + "/fdinfo"))) {
          String comm = tree.text("/proc/" + process + "/comm");
          comms.add(comm == null ? "pid " + process : comm);
        }
      } catch (IOException refused) {
        unreadable += Files.exists(tree.at("/proc/" + process)) ? 1 : 0;
      }
    }
    Collections.sort(comms);
    boolean sawAll = unreadable == 0 && showsWholeMachine(tree);
    return new Environment.FanotifyUsers(
        comms.isEmpty() && !sawAll ? null : Integer.valueOf(comms.size()), comms, unreadable);
  }

  /** Process 2 is kthreadd, unless a process namespace or hidepid hides the machine's processes. */
  private static boolean showsWholeMachine(HostTree tree) {
    return "kthreadd".equals(tree.text("/proc/2/comm"));
  }

  private static boolean holdsFanotifyGroup(Path fdinfo) throws IOException {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(fdinfo)) {
      for (Path descriptor : descriptors) {
        if (isFanotifyGroup(descriptor)) {
          return true;
        }
      }
      return false;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static boolean isFanotifyGroup(Path descriptor) throws IOException {
    try {
      return Files.readAllLines(descriptor, ISO_8859_1).stream()
          .anyMatch(line -> line.startsWith("fanotify "));
    } catch (NoSuchFileException closedMeanwhile) {
      return false;
    }
  }
}
