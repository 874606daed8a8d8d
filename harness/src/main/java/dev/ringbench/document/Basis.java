// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import dev.ringbench.model.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What figures of a document rest on: what must be equal in another before the two are subtracted,
 * and what a reader should know where it differs. The one definition for comparisons, gates, trends
 * and series in reports.
 *
 * @param nothing why nothing of this kind can be subtracted; null: it can
 * @param required facts that must be equal
 * @param told facts that may differ, and are named then
 * @param content SHA-256 of what events were compared with, by number of rules; null: unknown
 * @param notes what a reader of a comparison should know of this document alone
 * @param scope what another document of the same machine may not have measured: operations,
 *     profile; neither stands for the other in a report of many
 * @param session shared by documents that were measured in turn, block by block; null: measured
 *     apart
 */
public record Basis(
    String nothing,
    List<Fact> required,
    List<Fact> told,
    Map<Integer, String> content,
    List<Note> notes,
    String scope,
    String session) {

  /**
   * A fact of a document.
   *
   * @param value equal by {@code equals}; null: unknown
   * @param shown the value in a message
   */
  public record Fact(String name, Object value, String shown) {
    /** A fact whose value is short enough to be shown. */
    public static Fact of(String name, Object value) {
      return new Fact(name, value, value == null ? "unknown" : value.toString());
    }
  }

  /** Topic of the note that a document is of an older schema. */
  public static final String SCHEMA = "schema";

  /** "TOPIC: base TEXT". */
  public record Note(String topic, String text) {}

  /** What every kind rests on; {@link #with} and its like add a kind's own. */
  public static Basis of(Head head) {
    Environment environment = head.environment();
    List<Fact> required = new ArrayList<>();
    required.add(Fact.of("emulated", head.emulated() ? "yes" : "no"));
    required.add(
        Fact.of("instructions are counted", head.clock() == Head.Clock.COUNTED ? "yes" : "no"));
    required.add(Fact.of("CPU model", environment.cpu().model()));
    required.add(Fact.of("architecture", environment.kernel().architecture()));
    required.add(Fact.of("hypervisor", environment.machine().hypervisor()));
    required.add(Fact.of("number of CPUs", environment.cpu().onlineCount()));
    List<Fact> told = new ArrayList<>();
    told.add(Fact.of("kernel", environment.kernel().release()));
    told.add(Fact.of("kernel command line", environment.kernel().commandLine()));
    told.add(Fact.of("mitigations", environment.cpu().mitigations()));
    told.add(Fact.of("governors", environment.cpu().governors()));
    told.add(Fact.of("clock source", environment.machine().clockSource()));
    told.add(Fact.of("JVM", environment.jvm().version()));
    told.add(Fact.of("BPF programs of others", environment.bpfProgramsLoaded()));
    told.add(Fact.of("Ringbench", head.version()));
    return new Basis(null, required, told, null, List.of(), "", null);
  }

  /** Nothing of such documents can be subtracted; {@code why} is a clause. */
  public Basis withNothing(String why) {
    return new Basis(why, required, told, content, notes, scope, session);
  }

  /** One more fact that must be equal. */
  public Basis with(Fact fact) {
    return new Basis(nothing, plus(required, fact), told, content, notes, scope, session);
  }

  /** One more fact that is named where it differs, before the others. */
  public Basis telling(Fact fact) {
    List<Fact> all = new ArrayList<>(List.of(fact));
    all.addAll(told);
    return new Basis(nothing, required, all, content, notes, scope, session);
  }

  /** Events were compared with rules; {@code sums}: null where the document does not say which. */
  public Basis withContent(Map<Integer, String> sums, boolean hasRules) {
    return new Basis(
        nothing,
        required,
        told,
        sums,
        sums == null && hasRules
            ? plus(notes, new Note("content", "does not say what its rules were"))
            : notes,
        scope,
        session);
  }

  /** The document is of an older schema. */
  public Basis migratedTo(int version) {
    String text =
        "is of an older one and was read as one of schema "
            + version
            + "; its figures are the same";
    return new Basis(
        nothing, required, told, content, plus(notes, new Note(SCHEMA, text)), scope, session);
  }

  /** See {@link #scope}. */
  public Basis scoped(String all) {
    return new Basis(nothing, required, told, content, notes, all, session);
  }

  /** See {@link #session}. */
  public Basis inSession(String name) {
    return new Basis(nothing, required, told, content, notes, scope, name);
  }

  private static <T> List<T> plus(List<T> list, T one) {
    List<T> all = new ArrayList<>(list);
    all.add(one);
    return List.copyOf(all);
  }
}
