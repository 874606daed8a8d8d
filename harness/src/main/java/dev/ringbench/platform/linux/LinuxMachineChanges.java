// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.Sensor;
import dev.ringbench.platform.MachineChanges;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel module, audit and the scheduler's groups; undone when the process ends by a signal.
 */
final class LinuxMachineChanges implements MachineChanges {
  private final LinuxRunFiles files;

  LinuxMachineChanges(LinuxRunFiles files) {
    this.files = files;
  }

  @Override
  public Undo loadDriver(Path built) {
    KernelModule module = new KernelModule(Path.of("/"));
    module.load(built);
    return AtTheLatest.atEnd("unload the driver", module::unload);
  }

  @Override
  public Undo limitResidue(List<Sensor> measured) {
    if (measured.stream().allMatch(sensor -> sensor.residue() == null)) {
      return () -> {};
    }
    KernelAudit audit = new KernelAudit(files.nativeDir());
    audit.hold();
    return AtTheLatest.atEnd("restore audit", audit::restore);
  }

  @Override
  public Undo scheduleWithoutSessions() {
    Autogroups groups = new Autogroups(Path.of("/"));
    return groups.switchOff() ? AtTheLatest.atEnd("restore autogroups", groups::restore) : () -> {};
  }

  @Override
  public List<Leftover> leftovers() {
    List<Leftover> found = new ArrayList<>(PromisedCommands.leftovers(Path.of("/run")));
    found.addAll(RunDirectory.leftovers());
    found.addAll(OrphanedSensors.leftovers());
    found.addAll(LeftControlGroups.leftovers(Path.of("/")));
    found.addAll(new Autogroups(Path.of("/")).leftovers());
    found.addAll(new KernelModule(Path.of("/")).leftovers());
    if (KernelAudit.wasOn()) {
      found.addAll(new KernelAudit(files.nativeDir()).leftovers());
    }
    return found;
  }
}
