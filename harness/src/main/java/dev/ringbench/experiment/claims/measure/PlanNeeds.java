// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims.measure;

import dev.ringbench.claim.Claim;
import dev.ringbench.fault.Catalogue;
import dev.ringbench.figure.Metric;
import dev.ringbench.guest.GuestKernel;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.programs.MacroWorkload;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.Subjects;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Looks for what a plan needs, on this machine and in this Ringbench, when it is to be run. */
public final class PlanNeeds {
  private static final List<String> ROOTS_PATH =
      List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin");

  private final List<String> sensors;
  private final IntSupplier cpus;
  private final Predicate<String> installed;
  private final Supplier<List<GuestKernel>> kernels;

  /**
   * Looks with these eyes.
   *
   * @param sensors ids of those that this Ringbench has
   * @param cpus of this machine
   * @param installed whether a program of that name is here
   * @param kernels in /boot, the newest first
   */
  PlanNeeds(
      List<String> sensors,
      IntSupplier cpus,
      Predicate<String> installed,
      Supplier<List<GuestKernel>> kernels) {
    this.sensors = sensors;
    this.cpus = cpus;
    this.installed = installed;
    this.kernels = kernels;
  }

  /** Of this machine. */
  public static PlanNeeds of(SensorPlatform platform) {
    return new PlanNeeds(
        platform.sensors().all().stream().map(Sensor::id).toList(),
        () -> Runtime.getRuntime().availableProcessors(),
        PlanNeeds::isInstalled,
        GuestKernel::installed);
  }

  private static boolean isInstalled(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(Arrays.stream(path.split(File.pathSeparator, -1)), ROOTS_PATH.stream())
        .filter(directory -> !directory.isEmpty())
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /** What is not here, a clause each. */
  public List<String> missing(Claim.Needs needs) {
    List<String> missing = new ArrayList<>();
    if (needs.cpus() > cpus.getAsInt()) {
      missing.add(
          "this machine has %d CPUs, and the test takes %d"
              .formatted(cpus.getAsInt(), needs.cpus()));
    }
    unknown(needs.sensors(), sensors)
        .forEach(id -> missing.add("this Ringbench has no sensor " + id));
    unknown(needs.workloads(), MacroWorkload.names())
        .forEach(name -> missing.add("this Ringbench does not time the program " + name));
    if (!needs.faults().isEmpty()) {
      unknown(needs.faults(), Catalogue.load().faults().stream().map(Catalogue.Fault::id).toList())
          .forEach(id -> missing.add("this Ringbench has no fault " + id));
    }
    unknown(needs.metrics(), Arrays.stream(Metric.values()).map(Metric::toString).toList())
        .forEach(name -> missing.add("documents of this Ringbench have no " + name));
    addPrograms(missing, needs);
    needs.kernels().stream()
        .filter(version -> kernel(version).isEmpty())
        .forEach(version -> missing.add("no kernel " + version + " with its modules is in /boot"));
    return missing;
  }

  private void addPrograms(List<String> missing, Claim.Needs needs) {
    List<String> programs = needs.programs().stream().filter(installed.negate()).toList();
    if (!programs.isEmpty()) {
      missing.add(
          String.join(", ", programs)
              + " is not installed"
              + (needs.packages().isEmpty()
                  ? ""
                  : ": apt-get install " + String.join(" ", needs.packages())));
    }
    List<String> shipped = needs.subjects().isEmpty() ? List.of() : Subjects.names();
    for (String name : needs.subjects()) {
      if (!shipped.contains(name)) {
        missing.add("this Ringbench describes no subject " + name);
        continue;
      }
      Subject subject = Subjects.find(name);
      List<String> without =
          subject.needs().programs().stream().filter(installed.negate()).toList();
      if (!without.isEmpty()) {
        missing.add(
            "subject %s: %s is not installed%s"
                .formatted(
                    name,
                    String.join(", ", without),
                    subject.needs().packages().isEmpty()
                        ? ""
                        : ": apt-get install " + String.join(" ", subject.needs().packages())));
      }
    }
  }

  private static List<String> unknown(List<String> needed, List<String> known) {
    return needed.stream().filter(name -> !known.contains(name)).toList();
  }

  /** The newest of a version. */
  Optional<Path> kernel(String version) {
    return kernels.get().stream()
        .filter(kernel -> kernel.release().startsWith(version + "."))
        .filter(kernel -> kernel.modules() != null && Files.isReadable(kernel.image()))
        .map(GuestKernel::image)
        .findFirst();
  }
}
