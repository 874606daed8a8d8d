// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import dev.ringbench.section.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What became of events. */
final class SubjectEvents {
  private static final String NONE = "-";

  private final SubjectsDocument document;

  SubjectEvents(SubjectsDocument document) {
    this.document = document;
  }

  Section section() {
    List<List<String>> rows = new ArrayList<>();
    for (SubjectAccount account : document.accounts()) {
      rows.add(
          List.of(
              account.row() + " " + account.operation(),
              String.format(Locale.ROOT, "%.1f s", account.readyMs() / 1e3),
              account.delay() == null
                  ? NONE
                  : Texts.ns((double) account.delay().p50Ns())
                      + ", "
                      + Texts.ns((double) account.delay().p99Ns()),
              share(account.paced()),
              share(account.flood()),
              account.heldPerSecond() == null ? NONE : Texts.count(account.heldPerSecond()),
              account.reportedLost() == null ? "not reported" : count(account.reportedLost()),
              silent(account)));
    }
    List<String> sentences = new ArrayList<>();
    document.accounts().stream()
        .filter(account -> account.reason() != null)
        .forEach(
            account ->
                sentences.add(
                    account.row()
                        + " "
                        + account.operation()
                        + " ended early: "
                        + account.reason()
                        + "."));
    document.accounts().stream()
        .filter(account -> account.reason() == null && !account.tail())
        .forEach(
            account ->
                sentences.add(
                    account.row()
                        + " "
                        + account.operation()
                        + ": the canary behind the flood did not come on every CPU, so that loss may"
                        + " be unreported."));
    document.accounts().stream()
        .filter(account -> account.overflow() != null)
        .forEach(account -> sentences.add(overflow(account)));
    return Section.of(
        "What arrives and what is lost",
        Table.of(
            List.of(
                Column.text("subject"),
                Column.number("ready after").droppedAs(3),
                Column.number("delay p50, p99").droppedAs(2),
                Column.number("paced: counted"),
                Column.number("flood: counted"),
                Column.number("held rate/s").droppedAs(1),
                Column.number("reported lost"),
                Column.number("silent")),
            rows),
        sentences);
  }

  /** "inotifywait open, stopped: 16,384 of 20,000 counted; it reported nothing." */
  private static String overflow(SubjectAccount account) {
    SubjectAccount.Overflow overflow = account.overflow();
    String told =
        overflow.reportedAfter() == null
            ? "its description knows no report of loss"
            : "it reported %s lost before, %s after the next event of each CPU"
                .formatted(count(overflow.reportedQuiet()), count(overflow.reportedAfter()));
    return account.row()
        + " "
        + account.operation()
        + ", stopped while its queue filled: "
        + count(overflow.counted())
        + " of "
        + count(overflow.issued())
        + " counted; "
        + told
        + (overflow.said() == null ? ", and it said nothing." : ". It said: " + overflow.said());
  }

  /**
   * Reports of loss count events of others, too: then what is silent has a lower bound, and where
   * that is 0 nobody knows.
   */
  private static String silent(SubjectAccount account) {
    if (account.reason() != null) {
      return NONE;
    }
    long missing = account.paced().missing() + account.flood().missing();
    if (missing == 0 || account.reportedLost() == null || account.reportedLost() == 0) {
      return count(missing);
    }
    return account.silent() == 0 ? "unknown" : "at least " + count(account.silent());
  }

  private static String share(SubjectAccount.Phase phase) {
    return phase.issued() == 0 ? NONE : count(phase.counted()) + " of " + count(phase.issued());
  }

  private static String count(long events) {
    return String.format(Locale.ROOT, "%,d", events);
  }
}
