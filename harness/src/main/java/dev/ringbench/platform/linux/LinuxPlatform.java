// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.LoadBench;
import dev.ringbench.platform.SensorException;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.platform.ServiceSession;
import dev.ringbench.platform.WorkloadSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Linux: kernel hooks by BPF, seccomp and fanotify, and interposition. */
public final class LinuxPlatform implements SensorPlatform {
  private static final int PROBE_TIMEOUT_SECONDS = 15;

  /** CPUID leaf 0x40000000 of QEMU without KVM. */
  private static final String EMULATOR_SIGNATURE = "TCGTCGTCG";

  private static final int BARE_TIMEOUT_SECONDS = 30;

  private final JsonMapper json = new JsonMapper();
  private final RunDirectory directory = new RunDirectory();

  @Override
  public String name() {
    return "Linux";
  }

  @Override
  public List<Sensor> sensors() {
    return SensorDescriptors.sensors();
  }

  @Override
  public List<Handoff> handoffs() {
    return List.copyOf(cpus().handoffs());
  }

  private static CpuChoice cpus() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("Cpus_allowed_list:"))
          .map(line -> CpuChoice.of(line.substring(line.indexOf(':') + 1)))
          .findFirst()
          .orElseThrow(() -> RingbenchException.machine("/proc/self/status names no CPUs."));
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot read /proc/self/status: " + e.getMessage() + ".", e);
    }
  }

  private Path nativeDir() {
    return NativeFiles.directory(directory.nativeDir());
  }

  @Override
  public List<String> warnings(Environment environment) {
    List<String> warnings = new ArrayList<>(SystemLoad.warnings(environment));
    warnings.addAll(KernelAudit.warnings());
    return warnings;
  }

  @Override
  public Path workDir() {
    return directory.workDir();
  }

  @Override
  public void unpackNativeFiles(Path directory) {
    NativeFiles.unpack(directory);
  }

  @Override
  public List<String> forkArguments() {
    Path files = nativeDir();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-D" + NativeFiles.DIRECTORY_PROPERTY + "=" + files,
                "-Djna.boot.library.path=" + files,
                "-Djna.nounpack=true"));
    if (emulated()) {
      // Compiled code is patched while other CPUs run it, which emulators get wrong now and then.
      arguments.add("-Xint");
    }
    return arguments;
  }

  @Override
  public Availability probe(Cell cell, Path workDir) {
    if (cell.handoff().needsOtherCpu() && !handoffs().contains(cell.handoff())) {
      return Availability.refused(
          cell,
          "hand-off " + cell.handoff() + " needs two CPUs and this process may use one",
          "allow a second CPU (taskset, cpuset)");
    }
    CpuChoice cpus = cpus();
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "probe",
                cell.sensor(),
                cell.operation().nativeCode(),
                cell.handoff().nativeCode(),
                cpus.workload(),
                cpus.sensor(),
                workDir));
    if (cell.rules() > 0) {
      arguments.add(content().generated(cell.rules()));
    }
    return toAvailability(
        cell,
        NativeCommand.run(
            PROBE_TIMEOUT_SECONDS, nativeDir().resolve("ringbench-sensor"), arguments.toArray()));
  }

  private Availability toAvailability(Cell cell, NativeCommand.Output output) {
    if (!output.standardOutput().startsWith("{")) {
      return Availability.refused(
          cell,
          "probe ended with " + output.describe(),
          "run `ringbench doctor --verbose`, and report it if it stays");
    }
    JsonNode result = json.readTree(output.standardOutput());
    return result.get("available").asBoolean()
        ? Availability.of(cell)
        : Availability.refused(
            cell, result.get("reason").asString(), result.get("remedy").asString());
  }

  private JsonNode inventory() {
    return json.readTree(
        NativeCommand.run(
                PROBE_TIMEOUT_SECONDS, nativeDir().resolve("ringbench-sensor"), "inventory")
            .standardOutput());
  }

  @Override
  public Environment environment() {
    JsonNode inventory = inventory();
    return new HostFacts()
        .read()
        .withBpfPrograms(
            inventory.get("readable").asBoolean() ? inventory.get("bpf_programs").size() : null);
  }

  @Override
  public boolean emulated() {
    return inventory().get("hypervisor_signature").asString().startsWith(EMULATOR_SIGNATURE)
        || new HostFacts().guestIsEmulated();
  }

  @Override
  public Undo loadDriver(Path built) {
    KernelModule module = new KernelModule(Path.of("/"));
    module.load(built);
    return atTheLatestAtEnd("unload the driver", module::unload);
  }

  @Override
  public Undo spareOthers(List<Sensor> measured) {
    if (measured.stream().allMatch(sensor -> sensor.residue() == null)) {
      return () -> {};
    }
    KernelAudit audit = new KernelAudit(nativeDir());
    audit.hold();
    return atTheLatestAtEnd("restore audit", audit::restore);
  }

  @Override
  public Undo spareWaiting() {
    Autogroups groups = new Autogroups(Path.of("/"));
    return groups.switchOff() ? atTheLatestAtEnd("restore autogroups", groups::restore) : () -> {};
  }

  /** Also when the process is told to end; after kill -9 the next run does it. */
  private static Undo atTheLatestAtEnd(String name, Runnable undo) {
    Thread atEnd = new Thread(undo, name);
    Runtime.getRuntime().addShutdownHook(atEnd);
    return () -> {
      try {
        Runtime.getRuntime().removeShutdownHook(atEnd);
        undo.run();
      } catch (IllegalStateException e) {
        // The process is ending by a signal, and the hook does it.
      }
    };
  }

  @Override
  public LoadSnapshot load() {
    return new LinuxLoad(SystemLoad.snapshot());
  }

  /** {@link SystemLoad} as measurement sees it. */
  private record LinuxLoad(SystemLoad load) implements LoadSnapshot {
    @Override
    public String disturbanceSince(LoadSnapshot earlier) {
      return load.since(((LinuxLoad) earlier).load).disturbance();
    }

    @Override
    public Double stealSince(LoadSnapshot earlier) {
      return load.since(((LinuxLoad) earlier).load).stealFraction();
    }
  }

  @Override
  public WorkloadSession openSession(Path workDir) {
    Path files = nativeDir();
    RingbenchLibrary.load(files);
    RingbenchLibrary.endWithParent();
    return new LinuxSession(files, workDir, cpus());
  }

  @Override
  public LoadBench openLoadBench(Path workDir) {
    CpuChoice cpus = cpus();
    return new LinuxLoadBench(nativeDir(), workDir, cpus, cpus.forWorkload());
  }

  @Override
  public Map<String, String> queueLimits() {
    Map<String, String> limits = new LinkedHashMap<>();
    for (String name :
        List.of(
            "fs.fanotify.max_queued_events",
            "fs.inotify.max_queued_events",
            "net.core.rmem_max",
            "kernel.perf_event_mlock_kb")) {
      try {
        // In one read: a second one, further on, finds nothing there.
        limits.put(name, Files.readAllLines(Path.of("/proc/sys", name.replace('.', '/'))).get(0));
      } catch (IOException e) {
        // This kernel has no such limit, or does not say.
      }
    }
    return limits;
  }

  @Override
  public List<String> bareLoops() {
    return List.of(
        "handoff",
        "fanotify-permission",
        "seccomp-notify",
        "inotify",
        "fanotify-notify",
        "bpf-tracepoint",
        "bpf-tp-btf",
        "perf-tracepoint",
        "ptrace",
        "seccomp-filter");
  }

  @Override
  public BareLoop bareLoop(String loop, Handoff handoff, int count, Path workDir)
      throws SensorException {
    CpuChoice cpus = cpus();
    NativeCommand.Output output =
        NativeCommand.run(
            BARE_TIMEOUT_SECONDS,
            nativeDir().resolve("ringbench-bare"),
            loop,
            handoff.nativeCode(),
            cpus.workload(),
            cpus.sensor(),
            count,
            workDir);
    if (!output.standardOutput().startsWith("{")) {
      throw new SensorException("bare loop: " + output.describe(), "see `dmesg`");
    }
    JsonNode result = json.readTree(output.standardOutput());
    if (output.exitCode() != 0) {
      throw new SensorException(
          "bare loop: " + result.get("reason").asString(), result.get("remedy").asString());
    }
    return new BareLoop(
        result.get("with_p50_ns").asDouble() - result.get("without_p50_ns").asDouble(),
        result.get("with_mean_ns").asDouble() - result.get("without_mean_ns").asDouble(),
        result.get("with_per_second").asDouble());
  }

  @Override
  public Map<String, List<Handoff>> services() {
    Map<String, List<Handoff>> services = new LinkedHashMap<>();
    for (String name :
        List.of(
            "jna-crossing",
            "null-syscall",
            "service-in-process",
            "service-driver-ioctl",
            "service-driver-ioctl-batch")) {
      services.put(name, List.of(Handoff.NONE));
    }
    services.put("service-ring", List.of(Handoff.SAME_CPU, Handoff.OTHER_CPU, Handoff.BUSY_POLL));
    services.put("service-unix-socket", List.of(Handoff.SAME_CPU, Handoff.OTHER_CPU));
    return services;
  }

  @Override
  public ServiceSession openService(String name, Handoff handoff) throws SensorException {
    Path files = nativeDir();
    RingbenchLibrary.load(files);
    RingbenchLibrary.endWithParent();
    return new LinuxService(files, name, handoff, cpus());
  }

  private Content content() {
    return new Content(nativeDir());
  }

  @Override
  public List<String> interpreters() {
    return Content.INTERPRETERS;
  }

  @Override
  public int[] evaluate(String interpreter, byte[] content, byte[] records) throws SensorException {
    return content().evaluate(interpreter, content, records);
  }

  @Override
  public String contentTrouble(Path content) {
    return content().trouble(content);
  }

  @Override
  public List<Leftover> leftovers() {
    List<Leftover> found = new ArrayList<>(RunDirectory.leftovers());
    found.addAll(OrphanedSensors.leftovers());
    found.addAll(FaultGroups.leftovers(Path.of("/")));
    found.addAll(new Autogroups(Path.of("/")).leftovers());
    found.addAll(new KernelModule(Path.of("/")).leftovers());
    if (KernelAudit.wasOn()) {
      found.addAll(new KernelAudit(nativeDir()).leftovers());
    }
    return found;
  }
}
