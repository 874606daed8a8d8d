// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.compare;

import dev.ringbench.capacity.CapacityDocument;
import dev.ringbench.document.StoredDocument;
import dev.ringbench.model.Environment;
import dev.ringbench.result.Documents;
import dev.ringbench.result.ResultDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Whether figures of two documents may be subtracted, and what differs that a reader should know.
 *
 * @param refusals why not, a sentence each; empty: they may
 * @param differences that do not forbid it
 */
public record Comparability(List<String> refusals, List<String> differences) {
  /** Of two documents. */
  public static Comparability of(StoredDocument base, StoredDocument other) {
    List<String> refusals = new ArrayList<>();
    List<String> differences = new ArrayList<>();
    if (base.kind() != other.kind()) {
      refusals.add(
          "one is of `ringbench %s`, the other of `ringbench %s`"
              .formatted(base.kind(), other.kind()));
      return new Comparability(refusals, differences);
    }
    if (base.kind() == StoredDocument.Kind.REPLAY) {
      refusals.add("a replay is a story and has nothing to subtract");
    }
    refuse(refusals, "emulated", word(base.emulated()), word(other.emulated()));
    if (base instanceof StoredDocument.Run one && other instanceof StoredDocument.Run two) {
      refuse(refusals, "instructions are counted", word(one.counted()), word(two.counted()));
      refuseOtherContent(refusals, one.document().run().content(), two.document().run().content());
      tellOfUnknownContent(differences, "base", one.document());
      tellOfUnknownContent(differences, "new", two.document());
    }
    if (base instanceof StoredDocument.Capacity one
        && other instanceof StoredDocument.Capacity two) {
      refuseOtherContent(refusals, one.document().content(), two.document().content());
      tellOfUnknownContent(differences, "base", one.document());
      tellOfUnknownContent(differences, "new", two.document());
      tell(
          differences,
          "limits of queues",
          one.document().queueLimits(),
          two.document().queueLimits());
    }
    Environment here = base.environment();
    Environment there = other.environment();
    refuse(refusals, "CPU model", here.cpu().model(), there.cpu().model());
    refuse(refusals, "architecture", here.kernel().architecture(), there.kernel().architecture());
    refuse(refusals, "hypervisor", here.machine().hypervisor(), there.machine().hypervisor());
    refuse(refusals, "number of CPUs", here.cpu().onlineCount(), there.cpu().onlineCount());
    if (!sizes(base).equals(sizes(other))) {
      refusals.add(
          "how much is measured: profile %s and %s".formatted(profile(base), profile(other)));
    }
    if (base instanceof StoredDocument.Faults one && other instanceof StoredDocument.Faults two) {
      tell(differences, "guest", one.document().guest(), two.document().guest());
    }
    tell(differences, "kernel", here.kernel().release(), there.kernel().release());
    tell(
        differences,
        "kernel command line",
        here.kernel().commandLine(),
        there.kernel().commandLine());
    tell(differences, "mitigations", here.cpu().mitigations(), there.cpu().mitigations());
    tell(differences, "governors", here.cpu().governors(), there.cpu().governors());
    tell(differences, "clock source", here.machine().clockSource(), there.machine().clockSource());
    tell(differences, "JVM", here.jvm().version(), there.jvm().version());
    tell(
        differences, "BPF programs of others", here.bpfProgramsLoaded(), there.bpfProgramsLoaded());
    tell(differences, "Ringbench", base.version(), other.version());
    tellOfMigration(differences, "base", base);
    tellOfMigration(differences, "new", other);
    return new Comparability(List.copyOf(refusals), List.copyOf(differences));
  }

  /** Where both say what it was. */
  private static void refuseOtherContent(
      List<String> refusals, Map<Integer, String> one, Map<Integer, String> two) {
    if (one == null || two == null) {
      return;
    }
    one.keySet().stream()
        .filter(two::containsKey)
        .filter(rules -> !one.get(rules).equals(two.get(rules)))
        .sorted()
        .forEach(rules -> refusals.add("content: their " + rules + " rules are others"));
  }

  private static void tellOfUnknownContent(
      List<String> differences, String which, ResultDocument document) {
    if (document.run().content() == null
        && document.availability().stream().anyMatch(tried -> tried.cell().rules() > 0)) {
      tellOfUnknownContent(differences, which);
    }
  }

  private static void tellOfUnknownContent(
      List<String> differences, String which, CapacityDocument document) {
    if (document.content() == null && document.rows().stream().anyMatch(row -> row.rules() > 0)) {
      tellOfUnknownContent(differences, which);
    }
  }

  private static void tellOfUnknownContent(List<String> differences, String which) {
    differences.add("content: " + which + " does not say what its rules were");
  }

  /** What moves figures by itself. */
  private static List<?> sizes(StoredDocument document) {
    if (document instanceof StoredDocument.Run run) {
      return run.document().run().blockSettings();
    }
    return document instanceof StoredDocument.Capacity ? List.of(profile(document)) : List.of();
  }

  private static String profile(StoredDocument document) {
    if (document instanceof StoredDocument.Run run) {
      return run.document().run().profile();
    }
    return document instanceof StoredDocument.Capacity capacity
        ? capacity.document().profile()
        : "?";
  }

  private static String word(boolean is) {
    return is ? "yes" : "no";
  }

  private static void refuse(List<String> refusals, String what, Object one, Object other) {
    if (!Objects.equals(one, other)) {
      refusals.add("%s: %s and %s".formatted(what, known(one), known(other)));
    }
  }

  private static void tell(List<String> differences, String what, Object one, Object other) {
    if (!Objects.equals(one, other)) {
      differences.add("%s: %s, then %s".formatted(what, known(one), known(other)));
    }
  }

  private static void tellOfMigration(
      List<String> differences, String which, StoredDocument document) {
    if (document instanceof StoredDocument.Run run && Documents.isMigrated(run.document())) {
      differences.add(
          "schema: %s (%s) is of an older one and was read as one of schema %d; its figures are the same"
              .formatted(which, document.file().getFileName(), ResultDocument.SCHEMA_VERSION));
    }
  }

  private static Object known(Object value) {
    return value == null ? "unknown" : value;
  }
}
