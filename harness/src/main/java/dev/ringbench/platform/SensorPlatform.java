// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

/**
 * One operating system's sensors and workloads. Found by {@link java.util.ServiceLoader}; {@link
 * Platforms#current()} picks the one for this machine. Measurement and reporting know nothing else
 * of the system below. Whoever measures takes the part that it needs, and not the platform.
 */
public interface SensorPlatform {
  /** Name as in {@code os.name}. */
  String name();

  /** Which sensors there are, and whether they work here. */
  SensorInventory sensors();

  /** What may change figures on this machine. */
  MachineFacts machine();

  /** What is changed on this machine for a while, and what is left of that. */
  MachineChanges changes();

  /** Files and arguments that our processes need. */
  RunFiles files();

  /** One thread's operations with a sensor attached. */
  Workloads workloads();

  /** Sensors under load. */
  LoadBenches loadBenches();

  /** Where sensors run that are not ours. */
  SubjectHosting subjects();

  /** Operations in unusual forms. */
  Forms forms();

  /** The same mechanisms without Ringbench around them. */
  BareLoops bareLoops();

  /** Who can be asked for a verdict on a record. */
  VerdictServices verdictServices();

  /** Where the content interpreter is compiled. */
  ContentInterpreters contentInterpreters();
}
