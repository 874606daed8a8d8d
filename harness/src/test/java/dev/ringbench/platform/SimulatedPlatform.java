// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import dev.ringbench.model.Architecture;
import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.linux.HostFacts;
import dev.ringbench.platform.linux.LinuxPlatform;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A machine without a kernel: the sensors that are described, of which some refuse, under a load
 * that is computed. What is changed on it is counted, so that a test sees whether all is undone.
 */
public final class SimulatedPlatform implements SensorPlatform {
  private final Path workDir;
  private final Set<String> refusing;
  private final Supplier<SimulatedBench> bench;
  private int changed;

  /**
   * A machine.
   *
   * @param refusing sensors that do not work here
   * @param bench what is opened for each run
   */
  public SimulatedPlatform(Path workDir, Set<String> refusing, Supplier<SimulatedBench> bench) {
    this.workDir = workDir;
    this.refusing = refusing;
    this.bench = bench;
  }

  /** How many changes of this machine are not undone. */
  public int changed() {
    return changed;
  }

  @Override
  public String name() {
    return "simulated";
  }

  @Override
  public SensorInventory sensors() {
    return new SensorInventory() {
      @Override
      public List<Sensor> all() {
        return new LinuxPlatform().sensors().all();
      }

      @Override
      public List<Handoff> handoffs() {
        return List.of(Handoff.SAME_CPU, Handoff.OTHER_CPU);
      }

      @Override
      public Availability probe(Cell cell, Path directory) {
        return refusing.contains(cell.sensor())
            ? Availability.refused(cell, "simulated: refused", "simulate another machine")
            : Availability.of(cell);
      }
    };
  }

  @Override
  public MachineFacts machine() {
    return new MachineFacts() {
      @Override
      public boolean emulated() {
        return false;
      }

      @Override
      public Environment environment() {
        return new HostFacts(Path.of("/nonexistent")).read();
      }

      @Override
      public List<String> warnings(Environment environment) {
        return List.of("this machine is simulated");
      }
    };
  }

  @Override
  public MachineChanges changes() {
    return new MachineChanges() {
      @Override
      public Undo loadDriver(Path built) {
        return change();
      }

      @Override
      public Undo limitResidue(List<Sensor> measured) {
        return change();
      }

      @Override
      public Undo scheduleWithoutSessions() {
        return change();
      }

      private Undo change() {
        changed++;
        return () -> changed--;
      }

      @Override
      public List<Leftover> leftovers() {
        return List.of();
      }
    };
  }

  @Override
  public RunFiles files() {
    return new RunFiles() {
      @Override
      public Path workDir() {
        return workDir;
      }

      @Override
      public void unpackNative(Path directory) {}

      @Override
      public void unpackNative(Path directory, Architecture architecture) {}

      @Override
      public List<String> forkArguments() {
        return List.of();
      }
    };
  }

  @Override
  public LoadBenches loadBenches() {
    return new LoadBenches() {
      @Override
      public LoadBench open(Path directory) {
        return bench.get();
      }

      @Override
      public Map<String, String> queueLimits() {
        return Map.of("simulated.queue", "16384");
      }
    };
  }

  @Override
  public SubjectHosting subjects() {
    throw new UnsupportedOperationException("no process runs on a simulated machine");
  }

  @Override
  public Forms forms() {
    throw new UnsupportedOperationException("no process runs on a simulated machine");
  }

  @Override
  public BareLoops bareLoops() {
    return new BareLoops() {
      @Override
      public List<String> names() {
        return List.of("inotify");
      }

      @Override
      public Result run(String loop, Handoff handoff, int count, Path directory) {
        return new Result(1_000, 1_100, 200_000);
      }
    };
  }

  @Override
  public Workloads workloads() {
    throw new UnsupportedOperationException("no operation is done here");
  }

  @Override
  public VerdictServices verdictServices() {
    return new VerdictServices() {
      @Override
      public Map<String, List<Handoff>> all() {
        return Map.of("null-syscall", List.of(Handoff.NONE));
      }

      @Override
      public ServiceSession open(String service, Handoff handoff) throws SensorException {
        throw new SensorException("nobody answers here", "simulate another machine");
      }
    };
  }

  @Override
  public ContentInterpreters contentInterpreters() {
    throw new UnsupportedOperationException("nothing is interpreted here");
  }
}
