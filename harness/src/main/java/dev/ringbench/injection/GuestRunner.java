// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.injection;

import dev.ringbench.fault.FactsForm;
import dev.ringbench.fault.FaultJson;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.FormException;
import dev.ringbench.fault.StoredRun;
import dev.ringbench.guest.FaultImage;
import dev.ringbench.guest.FaultMachine;
import dev.ringbench.guest.Machine;
import java.nio.file.Path;
import java.util.Map;

/** Runs in a machine each, restored from one image, several side by side. */
public final class GuestRunner implements FaultRunner {
  /** Keeps what kernels said. */
  public interface Consoles {
    /** Its name where it is kept; null: it said nothing. */
    String keep(FaultRun run, String text);
  }

  private final FaultImage image;
  private final Path directory;
  private final Consoles consoles;

  /** {@code directory}: an existing one of this process alone. */
  public GuestRunner(FaultImage image, Path directory, Consoles consoles) {
    this.image = image;
    this.directory = directory;
    this.consoles = consoles;
  }

  @Override
  public int workers() {
    return Runtime.getRuntime().availableProcessors();
  }

  @Override
  public StoredRun conduct(FaultRun run, long stallMs, int worker) throws InterruptedException {
    try (Machine machine = FaultMachine.restore(image, directory, "slot" + worker, run.reboot())) {
      return readable(new GuestWatch(run, stallMs, machine, consoles).toTheEnd());
    } catch (FaultMachine.UnreachableException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return StoredRun.trouble(run, e.getMessage());
    }
  }

  /** A broken guest says what it likes, and a line that breaks its schema would spoil them all. */
  private static StoredRun readable(StoredRun stored) {
    FaultRun run = stored.run();
    try {
      return FactsForm.run(FaultJson.SNAKE.writeValueAsString(stored), Map.of(run.number(), run));
    } catch (FormException e) {
      return StoredRun.trouble(run, "what came out of the guest " + e.getMessage());
    }
  }

  @Override
  public void close() {}
}
