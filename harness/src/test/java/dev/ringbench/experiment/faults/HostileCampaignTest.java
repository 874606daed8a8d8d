// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.fault.FactsForm;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.FaultSensor;
import dev.ringbench.fault.GuestFacts;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Place;
import dev.ringbench.fault.SampleFacts;
import dev.ringbench.fault.StoredRun;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.injection.ConductorOrder;
import dev.ringbench.injection.OrderOptions;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories of campaigns that somebody made to have something else done than a campaign. */
class HostileCampaignTest {
  private static final CampaignPlan PLAN =
      new CampaignPlan(
          1,
          "smoke",
          2,
          List.of("F01", "F15"),
          List.of(
              new CampaignPlan.PlacedSensor("fanotify-permission", Place.HOST),
              new CampaignPlan.PlacedSensor("module-ftrace", Place.GUEST)),
          List.of(MachineProfile.BARE),
          7,
          "6.1.0-57-amd64",
          2);
  private static final int MUTATIONS = 900;

  @TempDir Path temporary;
  private Path campaign;

  @BeforeEach
  void made() {
    campaign = temporary.resolve("campaign");
    try (CampaignDirectory kept = CampaignDirectory.create(campaign, PLAN)) {
      for (Place place : Place.values()) {
        PLAN.runs(place).forEach(run -> kept.add(stored(kept, run)));
      }
      kept.keepClasses(new Grading(kept).graded(), complaint -> {});
    }
  }

  private static StoredRun stored(CampaignDirectory kept, FaultRun run) {
    GuestFacts guest =
        run.place() == Place.HOST
            ? null
            : new GuestFacts(
                kept.keepConsole(run, "all is well\n"),
                List.of("RESUME"),
                true,
                null,
                false,
                true,
                null,
                java.util.Map.of("0", 12.0),
                null,
                null);
    return new StoredRun(run, new SampleFacts().facts(run), guest, null);
  }

  private void change(String file, UnaryOperator<String> change) throws IOException {
    Path path = campaign.resolve(file);
    String before = Files.readString(path);
    String after = change.apply(before);
    assertThat(after).isNotEqualTo(before);
    Files.writeString(path, after);
  }

  /** All that is read of it, as --resume, reclassify and the grading of a campaign read it. */
  private void readAll() {
    try (CampaignDirectory directory = CampaignDirectory.open(campaign)) {
      directory.classes();
      new Grading(directory).graded();
      directory.dropTroubles();
      for (Place place : Place.values()) {
        directory.plan().calibration(place).forEach(HostileCampaignTest::orderable);
        directory.plan().runs(place).forEach(HostileCampaignTest::orderable);
      }
    }
  }

  /** Whatever is conducted is of the builds, the catalogue and the alphabet of the conductor. */
  private static void orderable(FaultRun run) {
    List<String> words = OrderOptions.of(run, 1000, "run-" + run.number(), "content");
    assertThat(words).allMatch(word -> word.matches("[a-zA-Z0-9.-]+"));
    assertThat(FaultSensor.ALL.stream().map(FaultSensor::id)).contains(run.sensor());
    assertThat(run.place() == Place.GUEST || FaultSensor.of(run.sensor()).host()).isTrue();
    assertThat(ConductorOrder.of(words).length).isLessThan(2000);
  }

  @Test
  void aSoundOneIsRead() {
    readAll();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fanotify-permission\\t--native-dir\\t/tmp/evil",
        "fanotify-permission --native-dir /tmp/evil",
        "fanotify-permission\\u0000",
        "fanotify-permission\\n",
        "../../tmp/evil",
        "auditd",
        ""
      })
  void aSensorThatThereIsNotIsRefused(String id) throws IOException {
    change("plan.json", text -> text.replace("fanotify-permission", id));
    assertThatThrownBy(this::readAll)
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("plan.json");
    // The one that ran a script as root had no faults, so that its runs were placebos alone.
    change("plan.json", text -> text.replaceAll("\"faults\" ?: ?\\[[^]]*]", "\"faults\": []"));
    assertThatThrownBy(this::readAll).hasMessageContaining("plan.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"F01\"=\"F26\"",
        "\"F01\"=\"none\"",
        "\"F01\"=\"F15\"",
        "\"F01\"=\"F01 --kind\"",
        "\"smoke\"=\"smoke; true\"",
        "\"host\"=\"guest \"",
        "\"guest\"=\"host\"",
        "6.1.0-57-amd64=../../../tmp/evil",
        "\"6.1.0-57-amd64\"=null",
        "\"panic_on_oops\" : 0=\"panic_on_oops\" : 2",
        "\"restart_delay_ms\" : 100=\"restart_delay_ms\" : null",
        "\"restart_delay_ms\" : 100=\"restart_delay_ms\" : 101",
        "\"runs_of_cell\" : 2=\"runs_of_cell\" : 2147483647",
        "\"catalogue\" : 2=\"catalogue\" : 0",
        "\"catalogue\" : 2=\"catalogue\" : 3",
        "\"format\" : 1=\"format\" : 1, \"script\" : 1"
      })
  void aPlanThatThisVersionCannotHaveMadeIsRefused(String change) throws IOException {
    String[] parts = change.split("=", 2);
    change("plan.json", text -> text.replace(parts[0], parts[1]));
    assertThatThrownBy(this::readAll)
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("plan.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "consoles/run-1000004.log=/etc/shadow",
        "consoles/run-1000004.log=consoles/../../../../etc/shadow",
        "consoles/run-1000004.log=consoles/run-1000005.log",
        "\"trigger\":[0-9]+=\"trigger\":1",
        "\"seed\":[0-9]+=\"seed\":1",
        "\"number\":[0-9]+=\"number\":77",
        "\"kind\":\"fault\"=\"kind\":\"known-bad\"",
        "\"tasks\":\\[[^]]*]=\"tasks\":null",
        "\"errno\":[0-9]+|\"events\":=\"event\":",
        "\"qmp\":\\[[^]]*]=\"qmp\":[\"ok; true\"]",
        "\"operations\":[0-9]+=\"operations\":-1"
      })
  void aRunThatIsNotThePlansIsRefused(String change) throws IOException {
    String[] parts = change.split("=", 2);
    change("runs.jsonl", text -> text.replaceAll(parts[0], parts[1]));
    assertThatThrownBy(this::readAll)
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("runs.jsonl, line ");
  }

  @Test
  void linksAndWhatIsNoFileAreNotFollowed() throws IOException {
    Path secret = Files.writeString(temporary.resolve("secret"), "root:secret\n");
    for (String name : List.of("plan.json", "runs.jsonl", "classes.json", "consoles")) {
      Path file = campaign.resolve(name);
      Path aside = temporary.resolve("aside");
      Files.move(file, aside);
      Files.createSymbolicLink(file, name.equals("consoles") ? aside : secret);
      assertThatThrownBy(this::readAll).as(name).isInstanceOf(RingbenchException.class);
      Files.delete(file);
      Files.move(aside, file);
    }
    Path console = campaign.resolve("consoles/run-1000004.log");
    Files.delete(console);
    Files.createSymbolicLink(console, secret);
    assertThatThrownBy(this::readAll).hasMessageContaining("is no regular file");
    try (CampaignDirectory directory = CampaignDirectory.open(campaign)) {
      FaultRun run = PLAN.calibration(Place.GUEST).get(0);
      Path link = campaign.resolve(FactsForm.consoleOf(run));
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, secret);
      directory.keepConsole(run, "what the kernel said");
      Files.createSymbolicLink(campaign.resolve("faults.json"), secret);
      directory.keep("faults.json", AtomicFile.Content.of("{}"), complaint -> {});
    }
    assertThat(secret).hasContent("root:secret");
  }

  @Test
  void classesOfAnotherFormAreRefused() throws IOException {
    change("classes.json", text -> text.replaceFirst("\"outcome\":\"B[0-9]\"", "\"outcome\":[]"));
    assertThatThrownBy(this::readAll).hasMessageContaining("classes.json breaks its schema");
  }

  /** A changed byte, a lost one, a doubled part: it is read, or it is refused by name. */
  @Test
  void noMutationIsAnythingElseThanReadOrRefused() throws IOException {
    Random random = new Random(20240719);
    List<String> names = List.of("plan.json", "runs.jsonl", "classes.json");
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Path file = campaign.resolve(names.get(i % names.size()));
      byte[] sound = Files.readAllBytes(file);
      Files.write(file, mutated(sound, random));
      try {
        readAll();
      } catch (RingbenchException e) {
        refused++;
        assertThat(e.kind()).isEqualTo(RingbenchException.Kind.BAD_INPUT);
      }
      Files.write(file, sound);
      if (i % names.size() == 1) {
        made(file, sound);
      }
    }
    assertThat(refused).isGreaterThan(MUTATIONS / 3);
  }

  private static void made(Path file, byte[] sound) throws IOException {
    Files.write(file, sound); // dropTroubles may have written it anew
  }

  private static final List<String> PIECES =
      List.of(
          "null", "-1", "1e999", "[]", "{}", "\"\"", "\"\\t\"", "\"../x\"", "99999999999", "true");

  private static byte[] mutated(byte[] sound, Random random) {
    String text = new String(sound, StandardCharsets.ISO_8859_1);
    int at = random.nextInt(text.length());
    return (switch (random.nextInt(5)) {
          case 0 -> text.substring(0, at) + (char) random.nextInt(256) + text.substring(at + 1);
          case 1 ->
              text.substring(0, at)
                  + text.substring(Math.min(text.length(), at + 1 + random.nextInt(40)));
          case 2 -> text.substring(0, at) + text.substring(random.nextInt(at + 1));
          case 3 -> value(text, at, PIECES.get(random.nextInt(PIECES.size())));
          default -> text.substring(0, at);
        })
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** In place of the next value. */
  private static String value(String text, int at, String piece) {
    int colon = text.indexOf(':', at);
    int end = colon < 0 ? -1 : text.indexOf(',', colon);
    return end < 0 ? text + piece : text.substring(0, colon + 1) + piece + text.substring(end);
  }
}
