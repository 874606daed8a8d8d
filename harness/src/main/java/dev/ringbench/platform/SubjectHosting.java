// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What sensors that are not ours, and the operations that they are to see, need of the system. */
public interface SubjectHosting {
  /** The program that does the operations: {@code ringbench-act}. */
  String actor();

  /** The program of the attacker: {@code ringbench-tamper}. */
  String attacker();

  /** The program of our own sensors: {@code ringbench-sensor}. */
  String sensors();

  /**
   * A directory whose entries an ordinary user reaches, to mount something on in a name space of
   * ours.
   */
  Path publicPlace();

  /** The CPUs that may be used, that of the operations first. */
  List<Integer> cpus();

  /**
   * A new group of processes. Its {@link ControlGroup#close} ends them all.
   *
   * @param name of whose they are: small letters, digits and hyphens
   */
  ControlGroup group(String name);

  /**
   * Remembers commands beyond the end of this process: where it is killed, the next run does them.
   * Closing forgets them.
   *
   * @param whose name of the sensor that they undo
   * @param commands with all variables filled in
   */
  MachineChanges.Undo promise(String whose, List<List<String>> commands);

  /** CPU time of all kernel threads of these names, in ns; empty: none is visible here. */
  Optional<Long> kernelThreadsCpuNs(List<String> names);

  /**
   * Why a file's commands must not run as root: who else could have written it; empty: run them.
   */
  Optional<String> distrust(Path file);

  /**
   * Installs packages of the distribution; services that come with them are not started.
   *
   * @throws dev.ringbench.model.RingbenchException the machine cannot: with the line to type
   */
  void install(List<String> packages);

  /** Whether this process may do what only root may. */
  boolean isRoot();
}
