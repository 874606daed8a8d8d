// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One hierarchy of control groups, as it is mounted: the one of version 2, or one of version 1 with
 * its controllers.
 *
 * @param top where it is mounted
 * @param unified whether it is of version 2
 * @param own the group of this process, "/" for the top; null: unknown
 */
record ControlGroupTree(Path top, boolean unified, String own) {
  /** What we ask of a hierarchy of version 1. */
  private static final Set<String> USED = Set.of("cpu", "cpuacct", "freezer", "memory");

  /** Those of version 2 that have to be enabled for a group's children. */
  private static final Set<String> TO_ENABLE = Set.of("cpu", "memory");

  /** Stands for the controllers of version 2, as in /proc/self/cgroup. */
  private static final String UNIFIED = "";

  private static final int TARGET = 1;
  private static final int TYPE = 2;
  private static final int OPTIONS = 3;
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  /**
   * All that are mounted and of use, version 2 first; none where nothing is mounted.
   *
   * @param root "/", or the top of a made-up tree
   */
  static List<ControlGroupTree> mounted(Path root) {
    HostTree host = new HostTree(root);
    List<String> mounts = host.lines("/proc/mounts");
    Map<String, String> own = ownGroups(host);
    // The first mount of a hierarchy that is mounted more than once.
    Map<String, ControlGroupTree> found = new LinkedHashMap<>();
    for (String mount : mounts == null ? List.<String>of() : mounts) {
      String[] fields = mount.split(" ", -1);
      if (fields.length > OPTIONS) {
        Path top = host.at(unescaped(fields[TARGET]));
        controller(fields)
            .ifPresent(
                one ->
                    found.putIfAbsent(
                        one, new ControlGroupTree(top, one.equals(UNIFIED), own.get(one))));
      }
    }
    return found.values().stream()
        .sorted(Comparator.comparing(ControlGroupTree::unified).reversed())
        .toList();
  }

  /** One that we use and that the hierarchy of this mount has. */
  private static Optional<String> controller(String[] mount) {
    return switch (mount[TYPE]) {
      case "cgroup2" -> Optional.of(UNIFIED);
      case "cgroup" ->
          Arrays.stream(mount[OPTIONS].split(",", -1)).filter(USED::contains).findFirst();
      default -> Optional.empty();
    };
  }

  /** By controller. */
  private static Map<String, String> ownGroups(HostTree host) {
    Map<String, String> groups = new LinkedHashMap<>();
    List<String> lines = host.lines("/proc/self/cgroup");
    for (String line : lines == null ? List.<String>of() : lines) {
      String[] fields = line.split(":", 3);
      if (fields.length == 3) {
        Arrays.stream(fields[1].split(",", -1)).forEach(one -> groups.put(one, fields[2]));
      }
    }
    return groups;
  }

  private static String unescaped(String field) {
    return OCTAL
        .matcher(field)
        .replaceAll(
            code ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(code.group(1), 8))));
  }

  /** Where groups of ours may be: at the top, or, where that is another user's, below our own. */
  List<Path> parents() {
    List<Path> parents = new ArrayList<>(List.of(top));
    if (own != null && !own.equals("/") && !own.contains("..")) {
      parents.add(top.resolve(own.substring(1)));
    }
    return parents.stream().filter(Files::isDirectory).toList();
  }

  /**
   * Enables controllers for the children of a group of version 2. Refused ones are left: the group
   * then has no such files.
   *
   * @return what was not enabled before
   */
  static Set<String> enable(Path parent) {
    Set<String> missing = new TreeSet<>(words(parent, "cgroup.controllers"));
    missing.retainAll(TO_ENABLE);
    missing.removeAll(words(parent, "cgroup.subtree_control"));
    Set<String> enabled = new TreeSet<>();
    for (String controller : missing) {
      try {
        ControlGroupDirectories.order(parent.resolve("cgroup.subtree_control"), "+" + controller);
        enabled.add(controller);
      } catch (IOException e) {
        // Processes are in the parent itself, or it is another user's.
      }
    }
    return enabled;
  }

  /** Takes back what {@link #enable} did; the kernel refuses it while other groups use it. */
  static void disable(Path parent, Set<String> enabled) {
    for (String controller : enabled) {
      try {
        ControlGroupDirectories.order(parent.resolve("cgroup.subtree_control"), "-" + controller);
      } catch (IOException e) {
        // In use by now.
      }
    }
  }

  private static List<String> words(Path group, String file) {
    List<String> words = new HostTree(group).words("/" + file, " ");
    return words == null ? List.of() : words;
  }
}
