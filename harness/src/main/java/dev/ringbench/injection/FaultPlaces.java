// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.injection;

import dev.ringbench.content.ChannelFile;
import dev.ringbench.content.ContentFile;
import dev.ringbench.content.RulesFile;
import dev.ringbench.driver.DriverBuild;
import dev.ringbench.driver.Tool;
import dev.ringbench.fault.Place;
import dev.ringbench.guest.Acceleration;
import dev.ringbench.guest.Accelerator;
import dev.ringbench.guest.FaultImage;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.MachineChanges;
import dev.ringbench.platform.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where faulty sensors are run, made ready: programs, content, and the disposable machine. */
public final class FaultPlaces {
  /** The last rule that a file meets decides: one that meets none, and one for what is refused. */
  private static final String RULES =
      """
      version: 1
      rules:
        - {id: 1, operation: open, path: /nowhere/*, verdict: deny}
        - {id: 2, operation: open, path: '*/denied*', verdict: deny}
      """;

  private static final String MODULE = "ringbench.ko";

  /** Names of files, in the directory on a host and in the guest alike. */
  static final String CONTENT = "content";

  /** What the incident's machines had before. */
  public static final String CONTENT_BEFORE = "content.before";

  /** What came to them. */
  public static final String CONTENT_AFTER = "content.after";

  private final MachineChanges changes;
  private final Path directory;
  private final Path nativeDir;
  private final GuestKernel kernel;
  private Acceleration acceleration;

  /**
   * Unpacks what both places need.
   *
   * @param kernel for guests; null: none is used
   */
  public FaultPlaces(RunFiles files, MachineChanges changes, GuestKernel kernel) {
    this.changes = changes;
    this.kernel = kernel;
    this.directory = files.workDir().resolveSibling("faults");
    this.nativeDir = directory.resolve("native");
    try {
      Files.createDirectories(nativeDir);
      files.unpackNative(nativeDir);
      Files.write(directory.resolve(CONTENT), ContentFile.encode(RulesFile.parse("rules", RULES)));
      Files.write(directory.resolve(CONTENT_BEFORE), ChannelFile.before());
      Files.write(directory.resolve(CONTENT_AFTER), ChannelFile.after());
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot write to " + directory + ": " + e.getMessage() + ".", e);
    }
  }

  /** The runner of a place. */
  public FaultRunner runner(Place place, GuestRunner.Consoles consoles) {
    return place == Place.HOST ? host() : new GuestRunner(image(), directory, consoles);
  }

  public HostRunner host() {
    return new HostRunner(nativeDir, directory, changes.scheduleWithoutSessions());
  }

  /** Of this process alone. */
  public Path directory() {
    return directory;
  }

  /** What runs the guest's instructions; found out when it is asked for first. */
  public Acceleration acceleration() {
    if (acceleration == null) {
      acceleration = Acceleration.probe(kernel, directory);
    }
    return acceleration;
  }

  /** The machine to restore for each run. */
  public FaultImage image() {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> unpacked = Files.list(nativeDir)) {
      unpacked.filter(FaultPlaces::isFaulty).sorted().forEach(files::add);
      for (String content : List.of(CONTENT, CONTENT_BEFORE, CONTENT_AFTER)) {
        files.add(directory.resolve(content));
      }
      files.add(module());
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot collect what goes into the guest: " + e.getMessage() + ".", e);
    }
    return FaultImage.of(
        kernel,
        // On one host thread: code of the kernel is replaced while its other CPU runs.
        acceleration().accelerator().emulated() ? Accelerator.TCG_SINGLE : Accelerator.KVM,
        files,
        directory);
  }

  private static boolean isFaulty(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("faulty")
        || name.equals("ringbench-fault")
        || name.equals("ringbench-sensor-faulty");
  }

  /** The driver with its defects; without what only debuggers read, where that can be removed. */
  private Path module() throws IOException {
    Path built = DriverBuild.faultyForKernel(kernel.release(), kernel.headers());
    Path copy = Files.copy(built, directory.resolve(MODULE), StandardCopyOption.REPLACE_EXISTING);
    Tool.find("strip")
        .ifPresent(strip -> Tool.run(List.of(strip.toString(), "-g", copy.toString())));
    return copy;
  }
}
