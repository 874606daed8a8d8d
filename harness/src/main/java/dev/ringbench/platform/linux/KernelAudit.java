// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.MachineChanges.Leftover;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The kernel's audit around the sensor that uses it; see native/lib/audit_rules.h. */
final class KernelAudit {
  /** There since audit was on for us, and until the machine boots: RB_AUDIT_MARK. */
  private static final Path MARK = Path.of("/run/ringbench-audit");

  private static final int TIMEOUT_SECONDS = 10;

  private final Path program;

  KernelAudit(Path nativeDir) {
    program = nativeDir.resolve("ringbench-sensor");
  }

  /** Spares whoever starts from now on; who may not do that switches no audit on either. */
  void hold() {
    NativeCommand.run(TIMEOUT_SECONDS, program, "audit", "hold");
  }

  /** Removes our rules and what else can be undone. */
  void restore() {
    run("restore");
  }

  List<Leftover> leftovers() {
    JsonNode state = run("state");
    if (!state.get("readable").asBoolean()) {
      return List.of(); // another user's business
    }
    int rules = state.get("rules").asInt();
    if (rules == 0 && !state.get("changed").asBoolean()) {
      return List.of();
    }
    return List.of(
        new Leftover(
            rules == 0 ? "the kernel's audit, switched on" : rules + " audit rules of ours",
            this::restore));
  }

  /** Whether audit was ever on for us since the machine booted. */
  static boolean wasOn() {
    return Files.exists(MARK);
  }

  static List<String> warnings() {
    return wasOn()
        ? List.of(
            "Audit was on since this machine booted: each process that started later pays for it with"
                + " every system call; reboot, or spare later ones by `auditctl -a never,task`.")
        : List.of();
  }

  private JsonNode run(String what) {
    NativeCommand.Output output = NativeCommand.run(TIMEOUT_SECONDS, program, "audit", what);
    if (output.exitCode() != 0) {
      throw RingbenchException.machine("Cannot " + what + " audit: " + output.describe() + ".");
    }
    return new JsonMapper().readTree(output.standardOutput());
  }
}
