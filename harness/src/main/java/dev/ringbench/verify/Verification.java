// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.check.Check;
import dev.ringbench.check.SourceHistory;
import dev.ringbench.document.Experiments;
import dev.ringbench.document.Head;
import dev.ringbench.document.Reading;
import dev.ringbench.files.InputFile;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.exc.StreamReadException;

/**
 * What can be told of a stored document without the machine that measured: whether its figures are
 * those that its own raw data give, and whether it keeps the rules of evidence.
 */
public final class Verification {
  /** Documents of sessions that were looked at, by session. */
  private final Map<String, List<Head>> sessions = new HashMap<>();

  /**
   * What was found in a file.
   *
   * @param readable whether it is a document of ours in a form that this version knows; else the
   *     one check says why not
   */
  public record Result(Path file, boolean readable, List<Check> checks) {
    /** Defensive copy. */
    public Result {
      checks = List.copyOf(checks);
    }

    /** Whether a check failed. */
    public boolean failed() {
      return checks.stream().anyMatch(check -> check.status() == Check.Status.FAILED);
    }
  }

  /** All checks of a lone file; never throws for what is in it. */
  public Result of(Path file) {
    return of(file, false);
  }

  /** The same of one in a folder that is submitted, where each document has a report. */
  Result ofSubmitted(Path file) {
    return of(file, true);
  }

  private Result of(Path file, boolean submitted) {
    SchemaCheck.Form form = SchemaCheck.Form.NONE;
    try {
      InputFile input = InputFile.document(file);
      form = SchemaCheck.formOf(input);
      Reading document = Experiments.read(input);
      List<Check> checks = new ArrayList<>();
      checks.add(SchemaCheck.of(document, form));
      checks.addAll(of(document, submitted));
      return new Result(file, true, checks);
    } catch (RingbenchException e) {
      return unread(file, form, e);
    }
  }

  /** A document that was cut off is no document; one that breaks its schema is a wrong one. */
  private static Result unread(Path file, SchemaCheck.Form form, RingbenchException why) {
    boolean whole = !(why.getCause() instanceof StreamReadException);
    return new Result(
        file, form.isKnown() && whole, List.of(Check.failed(SchemaCheck.NAME, why.getMessage())));
  }

  /** All checks but that of the schema, which reading has done. */
  private List<Check> of(Reading document, boolean submitted) {
    List<Check> checks = new ArrayList<>();
    checks.add(
        new VersionCheck(SourceHistory.ofThisBuild())
            .of(document.head().version(), document.head().startedAt()));
    checks.add(StartedCheck.of(document.head().startedAt()));
    checks.add(EnvironmentCheck.of(document.head().environment()));
    checks.add(MachineCheck.of(document.head()));
    checks.add(QuietCheck.of(document.head()));
    try {
      checks.addAll(document.checks());
    } catch (RuntimeException e) { // a schema lets some parts be anything
      checks.add(Check.failed("content", "it is not as Ringbench writes it: " + e));
    }
    String session = document.basis().session();
    if (session != null) {
      List<Head> before = sessions.computeIfAbsent(session, name -> new ArrayList<>());
      checks.add(SidesCheck.of(before, document.head()));
      before.add(document.head());
    }
    checks.add(new ReportCheck(submitted).of(document));
    return checks;
  }
}
