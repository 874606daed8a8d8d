// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One attack on one sensor, once.
 *
 * @param run from 0
 * @param reason why there is no result; null: there is
 * @param effects on operations, the worst last; empty without a result
 * @param late operations that were reported only after the attack had ended
 * @param told what it said within 10 s; null: nothing
 * @param noticedMs from the attack to when somebody outside who does operations all the time
 *     notices; null: never
 * @param recoveredMs from the end of the attack to the first operation that was right again; null:
 *     none was within the limit, or nothing had happened
 * @param recoveredBy who brought it back; null: nobody had to, or nobody did
 * @param predicted any of these effects; empty: nobody predicted any
 * @param predictedTold whether it was predicted to tell, where it has an effect; null: nothing was
 * @param because of the prediction, a sentence; null
 * @param source of it; null
 * @param evidence lines
 */
public record TamperTrial(
    String defender,
    String attack,
    int run,
    String reason,
    List<Effect> effects,
    ProbeCounts before,
    ProbeCounts during,
    ProbeCounts after,
    int late,
    Told told,
    Double noticedMs,
    Double recoveredMs,
    String recoveredBy,
    List<Effect> predicted,
    Boolean predictedTold,
    String because,
    String source,
    List<String> evidence) {
  private static final int SILENT = 4;

  /** Defensive copies. */
  public TamperTrial {
    effects = List.copyOf(effects);
    predicted = List.copyOf(predicted);
    evidence = List.copyOf(evidence);
  }

  /** Whether there is a result. */
  public boolean measured() {
    return reason == null;
  }

  /** The worst effect; only of one with a result. */
  public Effect effect() {
    return effects.get(effects.size() - 1);
  }

  /** Whether the attack had an effect. */
  public boolean hurt() {
    return measured() && effect() != Effect.NOTHING;
  }

  /** Whether it had an effect and nothing was said of it. */
  public boolean silent() {
    return hurt() && told == null;
  }

  /** Whether operations were right again in the end, or had never been wrong. */
  public boolean right() {
    return measured() && (!hurt() || recoveredMs != null);
  }

  /** Whether effect or telling are not as predicted. */
  public boolean disagrees() {
    return measured()
        && ((!predicted.isEmpty() && !predicted.contains(effect()))
            || (hurt() && predictedTold != null && predictedTold != (told != null)));
  }

  /** As the figures have it: 0; 1 to 4: the effect, and it told; 5 to 8: it did not. */
  public int level() {
    return effect().level() + (silent() ? SILENT : 0);
  }

  /** "blind, told", "blind, silent". */
  public String text() {
    return effect() + (hurt() ? told == null ? ", silent" : ", told" : "");
  }

  /** "blind or nothing, silent". */
  public String prediction() {
    return predicted.isEmpty()
        ? "nothing was predicted"
        : predicted.stream().map(Effect::toString).collect(Collectors.joining(" or "))
            + (predictedTold == null ? "" : predictedTold ? ", told" : ", silent");
  }
}
