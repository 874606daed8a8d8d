// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.platform.ControlGroup;
import dev.ringbench.platform.MachineChanges;
import dev.ringbench.platform.SubjectHosting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Control groups, and the actor of native/act. */
final class LinuxSubjectHosting implements SubjectHosting {
  private static final Path ROOT = Path.of("/");

  private final LinuxRunFiles files;

  LinuxSubjectHosting(LinuxRunFiles files) {
    this.files = files;
  }

  @Override
  public String actor() {
    return files.nativeDir().resolve("ringbench-act").toString();
  }

  @Override
  public String attacker() {
    return files.nativeDir().resolve("ringbench-tamper").toString();
  }

  @Override
  public String sensors() {
    return files.sensorProgram().toString();
  }

  @Override
  public Path publicPlace() {
    return PublicPlaces.choose(List.of(files.nativeDir(), files.workDir()));
  }

  @Override
  public List<Integer> cpus() {
    return CpuChoice.ofThisProcess().forWorkload();
  }

  @Override
  public ControlGroup group(String name) {
    return LinuxControlGroup.create(ROOT, name);
  }

  @Override
  public MachineChanges.Undo promise(String whose, List<List<String>> commands) {
    Path file = PromisedCommands.write(Path.of("/run"), whose, commands).orElse(null);
    if (file == null) {
      return () -> {};
    }
    return AtTheLatest.atEnd(
        "undo " + whose, () -> PromisedCommands.run(file), () -> PromisedCommands.forget(file));
  }

  @Override
  public Optional<Long> kernelThreadsCpuNs(List<String> names) {
    return KernelThreads.cpuNs(ROOT, names);
  }

  @Override
  public Optional<String> distrust(Path file) {
    if (!isRoot()) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(TrustedPath.trouble(file.toRealPath(), 0));
    } catch (IOException e) {
      return Optional.of("its place cannot be looked at: " + e.getMessage());
    }
  }

  @Override
  public void install(List<String> packages) {
    new DebianPackages(ROOT, isRoot(), commands -> promise("the installation", commands))
        .install(packages);
  }

  @Override
  public boolean isRoot() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    } catch (IOException e) {
      return "root".equals(System.getProperty("user.name"));
    }
  }
}
