// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Claims as files: those that ship are right, and what is wrong is said with its place. */
class ClaimFileTest {
  private static final Path SHIPPED = Path.of("../claims");
  private static final int MUTATIONS = 1000;
  private static final String GOOD = ClaimDraft.YAML;

  @TempDir Path directory;

  private static Claim parse(String text) {
    return ClaimFile.parse("mine.yaml", text, PlanCheck.NONE);
  }

  /** The text with one line in another's place. */
  private static String with(String line, String other) {
    assertThat(GOOD).contains(line);
    return GOOD.replace(line, other);
  }

  @Test
  void everyClaimThatShipsHasItsIdAsItsName() throws IOException {
    try (Stream<Path> files = Files.list(SHIPPED)) {
      List<Path> claims = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      assertThat(claims).hasSizeGreaterThanOrEqualTo(16);
      for (Path file : claims) {
        Claim claim = ClaimFile.parse(file.toString(), Files.readString(file), PlanCheck.NONE);
        assertThat(file.getFileName()).hasToString(claim.id() + ".yaml");
      }
    }
    assertThat(Claims.shipped(PlanCheck.NONE)).extracting(Claim::id).isSorted().contains("C01");
  }

  @Test
  void aDraftIsAClaim() {
    Claim claim = parse(GOOD);
    assertThat(claim.id()).isEqualTo("C99");
    assertThat(claim.steps().get(0).command()).startsWith("guest", "run", "--deterministic");
    assertThat(claim.rule().factor()).isNull();
    assertThat(claim.rule().arms()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "claim: C99|claim: c99|mine.yaml:1:8: 'c99' is no id",
        "  date: 2024-07-19|  date: yesterday|mine.yaml:5:9: 'yesterday' is no date",
        "https://example.org/page|file:///etc/shadow|mine.yaml:6:12: 'file:///etc/shadow' is no address",
        "  cpus: 1|  cpu: 1|mine.yaml:14:3: unknown key 'cpu'",
        "{percent: [hook, open]}|{percent: [hook, close]}|there is no figure `close` above it",
        "{percent: [hook, open]}|{percent: [hook]}|`percent` is of 2",
        "figure: hook-percent|figure: hook-per-cent|there is no figure `hook-per-cent` above it",
        "at-least: 0, at-most: 1|at-least: 2, at-most: 1|`at-least` is above `at-most`",
        "at-least: 0, at-most: 1|at-least: little|'little' is no number",
        "step: counts, sensor: none|step: count, sensor: none|'count' is none of counts",
        "metric: instructions_p50|metric: latency_p50|have no latency_p50: they count instructions",
        "metric: instructions_p50|metric: instructions|'instructions' is none of"
      })
  void aComplaintNamesLineAndColumn(String line, String other, String complaint) {
    assertThatThrownBy(() -> parse(with(line, other)))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("mine.yaml:")
        .hasMessageContaining(complaint);
  }

  /** Claims come from strangers. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[sh, -c, id]|a plan runs no `sh`",
        "[guest, shell]|a plan runs no `guest shell`",
        "[faults, --profile, smoke]|a plan runs no `faults`",
        "[run, --out, mine.json]|a plan has no `--out`",
        "[run, --install]|a plan has no `--install`",
        "[run, --driver, mine.ko]|a plan has no `--driver`",
        "[run, --allow-kernel-module]|a plan has no `--allow-kernel-module`",
        "[run, --allow-residue]|a plan has no `--allow-residue`",
        "[run, --subject, ./mine.yaml]|is no value of a plan",
        "[run, --subject, 'opensnoop,mine.yaml']|is no value of a plan",
        "[run, --seed, '@/etc/passwd']|is no value of a plan",
        "[run, --sensors]|`--sensors` has no value",
        "[guest, run, --kernel, /boot/vmlinuz]|a kernel is {kernel:6.12}",
        "[guest, matrix, --kernel, /boot/vmlinuz]|a kernel of a matrix is a package",
        "[guest, matrix, --kernel, linux-image-amd64/../x]|a kernel of a matrix is a package",
        "[guest, matrix, --kernel, chromium/trixie]|a kernel of a matrix is a package",
        "[guest, matrix, --resume, mine.json]|a plan has no `--resume`",
        "[]|a command has 1 to 64 words",
        "run|expected a command as a list of words"
      })
  void aPlanRunsNothingElseAndWritesNowhereElse(String command, String complaint) {
    String step =
        GOOD.lines().filter(line -> line.startsWith("  counts:")).findFirst().orElseThrow();
    assertThatThrownBy(() -> parse(with(step, "  counts: " + command)))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("mine.yaml:17:")
        .hasMessageContaining(complaint);
  }

  @Test
  void aSensorThatNobodyKnowsIsNamedInWhatIsNeeded() {
    PlanCheck strict =
        new PlanCheck() {
          @Override
          public String complaint(List<String> command) {
            return null;
          }

          @Override
          public boolean isRow(String id) {
            return !id.equals("bpf-lsm");
          }
        };
    assertThatThrownBy(() -> ClaimFile.parse("mine.yaml", GOOD, strict))
        .hasMessageContaining("there is no sensor and no subject 'bpf-lsm'");
    Claim later = ClaimFile.parse("mine.yaml", with("  cpus: 1", "  sensors: [bpf-lsm]"), strict);
    assertThat(later.needs().sensors()).containsExactly("bpf-lsm");
  }

  @Test
  void twoFilesOfOneIdAreRefused() throws IOException {
    Path one = Files.writeString(directory.resolve("one.yaml"), GOOD);
    Path two = Files.writeString(directory.resolve("two.yaml"), GOOD);
    assertThatThrownBy(() -> Claims.find(List.of(one.toString(), two.toString()), PlanCheck.NONE))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("one.yaml")
        .hasMessageContaining("two.yaml")
        .hasMessageContaining("are both claim C99");
  }

  @Test
  void anIdThatDoesNotShipIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> Claims.find(List.of("CO1"), PlanCheck.NONE))
        .hasMessageContaining("unknown claim 'CO1'")
        .hasMessageContaining("C01");
  }

  /** A factor has arms, and nothing else. */
  @Test
  void aRuleIsEitherOneOrHasArms() {
    String arms =
        GOOD.substring(0, GOOD.indexOf("rule:"))
            + """
            rule:
              factor: rate
              arms:
                slow: {confirm: [{figure: hook-percent, at-most: 1}]}
                fast: {confirm: [{figure: hook-percent, at-most: 1}], refute: [{figure: hook, at-least: 2}]}
            """;
    assertThat(parse(arms).rule().arms())
        .extracting(Rule.Arm::level)
        .containsExactly("slow", "fast");
    assertThatThrownBy(() -> parse(arms.replace("  factor: rate\n", "")))
        .hasMessageContaining("either `confirm`");
    assertThatThrownBy(
            () ->
                parse(
                    arms.lines()
                        .filter(l -> !l.contains("fast"))
                        .reduce("", (a, b) -> a + b + "\n")))
        .hasMessageContaining("a factor has 2 to 32 levels");
  }

  @Test
  void noFileOfAStrangerEndsOtherwiseThanWithAComplaint() {
    Random random = new Random(25);
    for (int i = 0; i < MUTATIONS; i++) {
      StringBuilder text = new StringBuilder(GOOD);
      for (int change = 0; change <= random.nextInt(3); change++) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, (char) (32 + random.nextInt(95)));
          case 1 -> text.deleteCharAt(at);
          default -> text.insert(at, "[]{}:-'\"\n 0".charAt(random.nextInt(11)));
        }
      }
      Throwable thrown = catchThrowable(() -> parse(text.toString()));
      if (thrown != null) {
        assertThat(thrown).as(text.toString()).isInstanceOf(RingbenchException.class);
        assertThat(thrown.getMessage()).startsWith("mine.yaml");
      }
    }
  }
}
