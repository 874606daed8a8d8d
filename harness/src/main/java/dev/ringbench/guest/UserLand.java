// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.driver.Sysroot;
import dev.ringbench.driver.Tool;
import dev.ringbench.model.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a guest's programs and libraries come from, if it does not reach this machine's files. */
sealed interface UserLand {
  /** A busybox that needs no libraries. */
  Path busybox();

  /**
   * The libraries that programs need: by the path at which they look for them, the file on this
   * machine. What is in the directory of a program comes along with it, and is left out.
   */
  Map<Path, Path> libraries(List<Path> programs) throws IOException;

  /** The one for guests of that architecture. */
  static UserLand of(Architecture architecture) {
    return architecture.isOurs() ? new Ours() : new Unpacked(Sysroot.of(architecture));
  }

  /** This machine's, whose loader says what a program needs. */
  record Ours() implements UserLand {
    private static final Pattern LIBRARY = Pattern.compile("(?:.* => )?(/\\S+) \\(0x.*");

    @Override
    public Path busybox() {
      return Tool.require("busybox", "busybox-static");
    }

    @Override
    public Map<Path, Path> libraries(List<Path> programs) {
      Map<Path, Path> found = new TreeMap<>();
      for (Path program : programs) {
        Tool.run(List.of("ldd", program.toString()))
            .output()
            .lines()
            .map(line -> LIBRARY.matcher(line.strip()))
            .filter(Matcher::matches)
            .map(library -> Path.of(library.group(1)))
            .filter(library -> !library.startsWith(program.getParent()))
            .forEach(library -> found.put(library, library));
      }
      return found;
    }
  }

  /** Packages of another architecture. */
  record Unpacked(Sysroot sysroot) implements UserLand {
    @Override
    public Path busybox() {
      return sysroot.busybox();
    }

    @Override
    public Map<Path, Path> libraries(List<Path> programs) throws IOException {
      Map<Path, Path> found = new TreeMap<>();
      Deque<Path> left = new ArrayDeque<>(programs);
      while (!left.isEmpty()) {
        ElfLibraries needs = ElfLibraries.of(left.pop());
        if (needs.loader() != null) {
          Path loader = Path.of(needs.loader());
          found.put(loader, sysroot.root().resolve(loader.toString().substring(1)));
        }
        for (String name : needs.names()) {
          for (Path directory : sysroot.libraryDirectories()) {
            Path file = directory.resolve(name);
            if (Files.exists(file)) {
              Path inGuest = Path.of("/").resolve(sysroot.root().relativize(file));
              if (found.put(inGuest, file) == null) {
                left.push(file);
              }
              break;
            }
          }
        }
      }
      return found;
    }
  }
}
