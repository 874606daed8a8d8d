// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A place for subjects without control groups, which remembers what was promised. */
public final class SimulatedSubjects implements SubjectHosting {
  private final List<String> promises = new ArrayList<>();

  /** What is not undone yet. */
  public List<String> promises() {
    return List.copyOf(promises);
  }

  @Override
  public String actor() {
    throw new UnsupportedOperationException("there is no actor");
  }

  @Override
  public String attacker() {
    throw new UnsupportedOperationException("there is no attacker");
  }

  @Override
  public String sensors() {
    throw new UnsupportedOperationException("there is no program of sensors");
  }

  @Override
  public Path publicPlace() {
    throw new UnsupportedOperationException("there is no public place");
  }

  @Override
  public List<Integer> cpus() {
    return List.of(0);
  }

  @Override
  public ControlGroup group(String name) {
    throw new UnsupportedOperationException("there are no control groups");
  }

  @Override
  public MachineChanges.Undo promise(String whose, List<List<String>> commands) {
    String promise = whose + " " + commands;
    promises.add(promise);
    return () -> promises.remove(promise);
  }

  @Override
  public Optional<Long> kernelThreadsCpuNs(List<String> names) {
    return Optional.empty();
  }

  @Override
  public Optional<String> distrust(Path file) {
    return Optional.empty();
  }

  @Override
  public void install(List<String> packages) {
    throw new UnsupportedOperationException("there are no packages");
  }

  @Override
  public boolean isRoot() {
    return false;
  }
}
