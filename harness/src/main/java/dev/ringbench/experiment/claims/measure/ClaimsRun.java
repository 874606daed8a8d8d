// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims.measure;

import dev.ringbench.claim.Claim;
import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import dev.ringbench.experiment.claims.ClaimResult;
import dev.ringbench.experiment.claims.ClaimsDocument;
import dev.ringbench.experiment.claims.Judgement;
import dev.ringbench.experiment.claims.StepResult;
import dev.ringbench.model.Environment;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs the plans of claims and judges them. A step whose document is already in the directory is
 * not run again, so that what was cut off goes on, and two claims share a step. A step that fails
 * leaves its claim without figures, and the others go on.
 */
public final class ClaimsRun {
  private static final String KERNEL = "{kernel:";
  private static final int DIGITS_OF_A_NAME = 12;

  /**
   * What is said of the run.
   *
   * @param version of this Ringbench
   * @param startedAt UTC, ISO 8601
   */
  public record About(
      String version,
      String startedAt,
      boolean emulated,
      Environment environment,
      List<String> warnings) {}

  private final About about;
  private final List<Claim> claims;
  private final PlanNeeds needs;
  private final PlanStep runner;
  private final Path directory;
  private final Map<List<String>, String> failed = new LinkedHashMap<>();
  private final List<ClaimResult> results = new ArrayList<>();

  /** {@code directory}: of the steps' documents, which is there. */
  public ClaimsRun(
      About about, List<Claim> claims, PlanNeeds needs, PlanStep runner, Path directory) {
    this.about = about;
    this.claims = List.copyOf(claims);
    this.needs = needs;
    this.runner = runner;
    this.directory = directory;
  }

  /**
   * Runs all of them.
   *
   * @param before hears of each step
   * @param after each claim
   */
  public void run(Consumer<String> before, Runnable after) {
    for (Claim claim : claims) {
      ClaimResult result = one(claim, before);
      synchronized (results) {
        results.add(result);
      }
      after.run();
    }
  }

  private ClaimResult one(Claim claim, Consumer<String> before) {
    List<String> missing = needs.missing(claim.needs());
    List<StepResult> steps = new ArrayList<>();
    Map<String, FigureFinder.Source> sources = new LinkedHashMap<>();
    if (missing.isEmpty()) {
      for (Claim.Step step : claim.steps()) {
        before.accept(claim.id() + ": " + step.text());
        steps.add(step(step, sources));
      }
    } else {
      before.accept(claim.id() + ": not testable here");
      claim
          .steps()
          .forEach(
              step ->
                  sources.put(step.name(), new FigureFinder.Source(null, false, "it was not run")));
    }
    return Judgement.of(claim, missing, steps, new FigureFinder(sources).all(claim.figures()));
  }

  private StepResult step(Claim.Step step, Map<String, FigureFinder.Source> sources) {
    Path document = directory.resolve(documentName(step.command()));
    String reason = failed.get(step.command());
    if (reason == null && !isWhole(document)) {
      reason = runner.run(resolved(step.command()), document);
      failed.put(step.command(), reason == null ? "" : reason);
    }
    if (Files.exists(document)) {
      try {
        Reading reading = Experiments.read(document);
        sources.put(
            step.name(), new FigureFinder.Source(reading.rows(), reading.head().emulated(), null));
        return new StepResult(
            step.name(),
            step.command(),
            document.getFileName().toString(),
            sha256(document),
            reading.head().version(),
            reading.head().startedAt(),
            reading.head().partialReason());
      } catch (RingbenchException e) {
        reason = e.getMessage();
      }
    }
    String why = reason == null || reason.isEmpty() ? "it wrote no document" : reason;
    sources.put(step.name(), new FigureFinder.Source(null, false, why));
    return new StepResult(step.name(), step.command(), null, null, null, null, why);
  }

  /** A document that is damaged or partial is measured again. */
  private static boolean isWhole(Path document) {
    try {
      return Files.exists(document) && Experiments.read(document).head().partialReason() == null;
    } catch (RingbenchException e) {
      return false;
    }
  }

  /** With the image of each kernel in the place of its version. */
  private List<String> resolved(List<String> command) {
    return command.stream()
        .map(
            word ->
                word.startsWith(KERNEL)
                    ? needs
                        .kernel(word.substring(KERNEL.length(), word.length() - 1))
                        .map(Path::toString)
                        .orElse(word)
                    : word)
        .toList();
  }

  /** The same for the same words, whichever claim has them. */
  public static String documentName(List<String> command) {
    String sum =
        HexFormat.of()
            .formatHex(
                digest().digest(String.join("\0", command).getBytes(StandardCharsets.UTF_8)));
    return (command.get(0).equals("guest") ? "guest-" + command.get(1) : command.get(0))
        + "-"
        + sum.substring(0, DIGITS_OF_A_NAME)
        + ".json";
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String sha256(Path file) {
    MessageDigest digest = digest();
    try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException("read " + file, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** What there is so far; {@code whyPartial}: null: it is all. */
  public ClaimsDocument document(String whyPartial, String finishedAt) {
    List<ClaimResult> so;
    synchronized (results) {
      so = List.copyOf(results);
    }
    return new ClaimsDocument(
        null,
        ClaimsDocument.SCHEMA_VERSION,
        about.version(),
        whyPartial == null ? "complete" : "partial",
        whyPartial,
        about.startedAt(),
        whyPartial == null ? finishedAt : null,
        about.emulated(),
        about.environment(),
        about.warnings(),
        so);
  }
}
