// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.platform.BareLoops;
import dev.ringbench.platform.ContentInterpreters;
import dev.ringbench.platform.Forms;
import dev.ringbench.platform.LoadBenches;
import dev.ringbench.platform.MachineChanges;
import dev.ringbench.platform.MachineFacts;
import dev.ringbench.platform.RunFiles;
import dev.ringbench.platform.SensorInventory;
import dev.ringbench.platform.SensorPlatform;
import dev.ringbench.platform.SubjectHosting;
import dev.ringbench.platform.VerdictServices;
import dev.ringbench.platform.Workloads;

/** Linux: kernel hooks by BPF, seccomp and fanotify, and interposition. */
public final class LinuxPlatform implements SensorPlatform {
  private final LinuxRunFiles files = new LinuxRunFiles();

  @Override
  public String name() {
    return "Linux";
  }

  @Override
  public SensorInventory sensors() {
    return new LinuxSensorInventory(files);
  }

  @Override
  public MachineFacts machine() {
    return new LinuxMachineFacts(files);
  }

  @Override
  public MachineChanges changes() {
    return new LinuxMachineChanges(files);
  }

  @Override
  public RunFiles files() {
    return files;
  }

  @Override
  public Workloads workloads() {
    return new LinuxWorkloads(files);
  }

  @Override
  public LoadBenches loadBenches() {
    return new LinuxLoadBenches(files);
  }

  @Override
  public SubjectHosting subjects() {
    return new LinuxSubjectHosting(files);
  }

  @Override
  public Forms forms() {
    return new LinuxForms(files);
  }

  @Override
  public BareLoops bareLoops() {
    return new LinuxBareLoops(files);
  }

  @Override
  public VerdictServices verdictServices() {
    return new LinuxVerdictServices(files);
  }

  @Override
  public ContentInterpreters contentInterpreters() {
    return new Content(files.nativeDir());
  }
}
