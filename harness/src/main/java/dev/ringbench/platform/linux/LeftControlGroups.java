// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.platform.MachineChanges.Leftover;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Control groups whose owner (PID-START) was killed: those of native/fault/place.c, and those of
 * sensors that are not ours, whose processes live on in them. Nobody else kills and removes them.
 */
final class LeftControlGroups {
  private static final List<String> PREFIXES =
      List.of("ringbench-fault-", LinuxControlGroup.PREFIX);

  private LeftControlGroups() {}

  /** {@code root}: "/", or the top of a made-up tree. */
  static List<Leftover> leftovers(Path root) {
    Map<String, List<Path>> byName = new TreeMap<>();
    for (ControlGroupTree tree : ControlGroupTree.mounted(root)) {
      for (Path parent : tree.parents()) {
        for (Path group : ours(parent)) {
          String name = group.getFileName().toString();
          if (owner(name).filter(owner -> !owner.isAlive()).isPresent()) {
            byName.computeIfAbsent(name, key -> new ArrayList<>()).add(group);
          }
        }
      }
    }
    return byName.values().stream().map(LeftControlGroups::leftover).toList();
  }

  /** Whether groups of ours are below it, whoever owns them. */
  static boolean isParent(Path parent) {
    return !ours(parent).isEmpty();
  }

  private static Leftover leftover(List<Path> groups) {
    LinuxControlGroup group = LinuxControlGroup.existing(groups);
    int others = groups.size() - 1;
    int processes = group.processes().size();
    return new Leftover(
        "control group "
            + groups.get(0)
            + (others == 0 ? "" : " and " + others + " more of that name")
            + (processes == 0 ? "" : ", with " + processes + " processes"),
        group::close);
  }

  private static List<Path> ours(Path parent) {
    List<Path> found = new ArrayList<>();
    for (String prefix : PREFIXES) {
      try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent, prefix + "*")) {
        groups.forEach(found::add);
      } catch (IOException e) {
        // No control groups there, and so none of ours.
      }
    }
    return found;
  }

  private static Optional<ProcessIdentity> owner(String name) {
    return PREFIXES.stream()
        .filter(name::startsWith)
        .map(prefix -> name.substring(prefix.length()))
        .map(
            rest ->
                rest.indexOf(LinuxControlGroup.AFTER_OWNER) < 0
                    ? rest
                    : rest.substring(0, rest.indexOf(LinuxControlGroup.AFTER_OWNER)))
        .findFirst()
        .flatMap(ProcessIdentity::parse);
  }
}
