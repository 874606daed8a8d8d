// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.MachineChanges;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Installs packages by apt-get. While it does, a policy-rc.d forbids services to start: auditd or
 * fapolicyd would watch the whole machine from then on. See invoke-rc.d(8).
 */
final class DebianPackages {
  private static final String APT = "usr/bin/apt-get";
  private static final String POLICY = "usr/sbin/policy-rc.d";
  private static final String FORBIDDEN =
      "#!/bin/sh\n# Of ringbench, while it installs.\nexit 101\n";

  private final Path root;
  private final boolean isRoot;
  private final Function<List<List<String>>, MachineChanges.Undo> promise;

  /**
   * Of one machine.
   *
   * @param root "/", or a tree in its place
   * @param isRoot whether this process may install
   * @param promise remembers commands beyond the end of this process
   */
  DebianPackages(
      Path root, boolean isRoot, Function<List<List<String>>, MachineChanges.Undo> promise) {
    this.root = root;
    this.isRoot = isRoot;
    this.promise = promise;
  }

  void install(List<String> packages) {
    String line = "apt-get install --no-install-recommends " + String.join(" ", packages);
    if (!Files.isExecutable(root.resolve(APT))) {
      throw RingbenchException.machine(
          "--install: there is no apt-get here. Install what Debian has in "
              + String.join(", ", packages)
              + " by hand.");
    }
    if (!isRoot) {
      throw RingbenchException.machine("--install needs root. As root, type: " + line);
    }
    MachineChanges.Undo undo = forbidServices();
    try {
      if (!apt(packages) && !(run(List.of("update", "--quiet")) && apt(packages))) {
        throw RingbenchException.machine(
            "apt-get could not install the packages; its reasons are above. By hand: " + line);
      }
    } finally {
      undo.close();
    }
  }

  private boolean apt(List<String> packages) {
    List<String> words =
        new ArrayList<>(List.of("install", "--yes", "--quiet", "--no-install-recommends", "--"));
    words.addAll(packages);
    return run(words);
  }

  /** Somebody's own policy stays. */
  private MachineChanges.Undo forbidServices() {
    Path policy = root.resolve(POLICY);
    if (Files.exists(policy)) {
      return () -> {};
    }
    MachineChanges.Undo promised = promise.apply(List.of(List.of("rm", "-f", policy.toString())));
    try {
      Files.createFile(
          policy,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      Files.writeString(policy, FORBIDDEN);
    } catch (FileAlreadyExistsException e) {
      promised.close(); // somebody else's, which came just now
      return () -> {};
    } catch (IOException e) {
      promised.close();
      throw RingbenchException.machine(
          "Cannot forbid services to start while packages are installed: " + e.getMessage() + ".",
          e);
    }
    return () -> {
      try {
        Files.deleteIfExists(policy);
        promised.close();
      } catch (IOException e) {
        throw RingbenchException.machine("Cannot remove " + policy + ": " + e + ".", e);
      }
    };
  }

  private boolean run(List<String> words) {
    List<String> all = new ArrayList<>(List.of(root.resolve(APT).toString()));
    all.addAll(words);
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return process.waitFor() == 0;
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot start apt-get: " + e.getMessage() + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
