// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.check.Check;
import dev.ringbench.document.DocumentJson;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents of subjects that somebody changed to say something else: the check that finds it. */
class SubjectChecksTest {
  private static final SubjectsDocument GOOD = SampleSubjects.everything(3).document(null);

  @TempDir Path directory;

  /**
   * A change of a good document.
   *
   * @param check that fails, maybe beside others; "form": it is not even read
   * @param detail what it names
   */
  private record Forgery(String name, Consumer<ObjectNode> change, String check, String detail) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static ObjectNode block(ObjectNode document, int index) {
    return (ObjectNode) document.get("blocks").get(index);
  }

  private static ObjectNode first(ObjectNode document, String list) {
    return (ObjectNode) document.get(list).get(0);
  }

  private static void remove(ObjectNode document, String list, int index) {
    ((ArrayNode) document.get(list)).remove(index);
  }

  /** The first block without a row. */
  private static int without(ObjectNode document) {
    int index = 0;
    while (!document.get("blocks").get(index).get("row").asString().equals("none")) {
      index++;
    }
    return index;
  }

  static List<Forgery> forgeries() {
    return List.of(
        new Forgery(
            "a faster mean",
            document -> ((ObjectNode) block(document, 3).get("figures")).put("mean_ns", 1.0),
            "histograms",
            "its figures are not those of its histogram"),
        new Forgery(
            "the figures of another block",
            document -> block(document, 3).set("figures", block(document, 4).get("figures")),
            "histograms",
            "its figures are not those of its histogram"),
        new Forgery(
            "the histogram of another block",
            document -> block(document, 3).set("histogram", block(document, 4).get("histogram")),
            "histograms",
            "its figures"),
        new Forgery(
            "more operations",
            document -> block(document, 3).put("issued", 4000),
            "histograms",
            "another count than its operations"),
        new Forgery(
            "more refusals than operations",
            document -> block(document, 3).put("refused", 41),
            "histograms",
            "another count than its operations"),
        new Forgery(
            "a shorter block",
            document -> block(document, 3).put("elapsed_ns", 1),
            "histograms",
            "it was shorter than its longest operation"),
        new Forgery(
            "a block without figures that did not fail",
            document -> block(document, 3).putNull("figures").putNull("histogram"),
            "histograms",
            "has no figures"),
        new Forgery(
            "a failure with figures",
            document -> block(document, 3).put("reason", "it died"),
            "histograms",
            "has failed, and has figures"),
        new Forgery(
            "a damaged histogram",
            document -> block(document, 3).put("histogram", "AAAA"),
            "form",
            ""),
        new Forgery(
            "a block whose pair is gone",
            document -> remove(document, "blocks", without(document)),
            "pairs",
            "has not one block without it in its round"),
        new Forgery(
            "two blocks in another order",
            document -> {
              ArrayNode blocks = (ArrayNode) document.get("blocks");
              ObjectNode moved = block(document, 5);
              blocks.remove(5);
              blocks.insert(2, moved);
            },
            "pairs",
            "comes after step"),
        new Forgery(
            "a block that is the pair of another row",
            document -> {
              for (int i = 0; ; i++) {
                if (block(document, i).get("row").asString().equals("mine")) {
                  block(document, i).put("beside", "wrapper");
                  return;
                }
              }
            },
            "pairs",
            "is beside another row than its own"),
        new Forgery(
            "a block twice",
            document -> ((ArrayNode) document.get("blocks")).add(block(document, 0).deepCopy()),
            "form",
            "comes twice"),
        new Forgery(
            "more rounds than were measured",
            document -> document.put("rounds", 4),
            "complete",
            "has blocks in 3 of 4 rounds"),
        new Forgery(
            "fewer rounds than were measured",
            document -> document.put("rounds", 2),
            "complete",
            "has blocks in 3 of 2 rounds"),
        new Forgery(
            "a row that could be measured and was not",
            document ->
                ((ObjectNode) document.get("trials").get(document.get("trials").size() - 1))
                    .putNull("reason")
                    .putNull("remedy"),
            "complete",
            "guard has blocks in 0 of 3 rounds"),
        new Forgery(
            "more counted than issued",
            document ->
                ((ObjectNode) first(document, "accounts").get("flood")).put("issued", 17_999),
            "accounting",
            "more targets were counted than issued"),
        new Forgery(
            "more paced events than operations",
            document -> ((ObjectNode) first(document, "accounts").get("paced")).put("counted", 401),
            "accounting",
            "more targets were counted than issued"),
        new Forgery(
            "more right processes than events",
            document -> ((ObjectNode) document.get("accounts").get(1)).put("pids_right", 401),
            "accounting",
            "more processes are right than events"),
        new Forgery(
            "a fault that nobody asked for",
            document -> remove(document, "asked", 0),
            "faults",
            "mine, kill was not asked for"),
        new Forgery(
            "a fault with an outcome and a reason",
            document -> first(document, "faults").put("reason", "not done"),
            "faults",
            "has neither an outcome nor a reason, or both"),
        new Forgery(
            "a fault without an outcome",
            document -> first(document, "faults").putNull("outcome"),
            "faults",
            "has neither an outcome nor a reason, or both"),
        new Forgery(
            "more events of a fault than operations",
            document -> first(document, "faults").put("counted", 2001),
            "faults",
            "more events were counted than issued"),
        new Forgery(
            "a row of somebody who is not described",
            document -> first(document, "accounts").put("row", "stranger"),
            "form",
            "stranger has rows, and is not described"),
        new Forgery(
            "a subject twice",
            document -> ((ArrayNode) document.get("subjects")).add(first(document, "subjects")),
            "form",
            "is described twice"),
        new Forgery(
            "a checksum that is none",
            document -> first(document, "subjects").put("sha256", "0123"),
            "form",
            "sha256"));
  }

  private SubjectsDocument changed(Consumer<ObjectNode> change) throws IOException {
    ObjectNode tree =
        (ObjectNode) DocumentJson.mapper().readTree(SubjectsDocument.FORM.toJson(GOOD));
    change.accept(tree);
    Path file = directory.resolve("subjects.json");
    Files.writeString(file, DocumentJson.mapper().writeValueAsString(tree));
    return SubjectsDocument.FORM.read(file);
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void aForgeryIsFound(Forgery forgery) throws IOException {
    if (forgery.check().equals("form")) {
      assertThatThrownBy(() -> changed(forgery.change()))
          .isInstanceOf(RingbenchException.class)
          .hasMessageContaining(forgery.detail());
      return;
    }
    SubjectsDocument document = changed(forgery.change());
    assertThat(new SubjectChecks(document).all())
        .filteredOn(check -> check.status() == Check.Status.FAILED)
        .anySatisfy(
            check -> {
              assertThat(check.name()).isEqualTo(forgery.check());
              assertThat(check.toString()).contains(forgery.detail());
            });
    // Whoever only reports it is not surprised.
    assertThat(new SubjectsReading(Path.of("subjects.json"), document).sections()).isNotEmpty();
    assertThat(new SubjectsReading(Path.of("subjects.json"), document).figures()).isNotNull();
  }

  @Test
  void anHonestDocumentFailsNoCheck() throws IOException {
    assertThat(new SubjectChecks(changed(document -> {})).all())
        .allSatisfy(check -> assertThat(check.status()).isEqualTo(Check.Status.OK))
        .extracting(Check::name)
        .containsExactly("complete", "pairs", "histograms", "accounting", "faults", "copies");
  }

  @Test
  void copiesOfARowAreFound() throws IOException {
    SubjectsDocument document =
        changed(
            tree -> {
              ObjectNode original = null;
              for (int i = 0; i < tree.get("blocks").size(); i++) {
                ObjectNode block = block(tree, i);
                if (!block.get("row").asString().equals("none")
                    || !block.get("operation").asString().equals("open")) {
                  continue;
                }
                original = original == null ? block : original;
                block.set("figures", original.get("figures"));
                block.set("histogram", original.get("histogram"));
                block.set("elapsed_ns", original.get("elapsed_ns"));
              }
            });
    assertThat(new SubjectChecks(document).all())
        .filteredOn(check -> check.status() == Check.Status.FAILED)
        .extracting(Check::name)
        .containsExactly("copies");
  }

  @Test
  void manyHonestSeedsFailNoCheck() {
    for (int seed = 0; seed < 100; seed++) {
      SubjectsDocument document =
          new SampleSubjects(seed, 1 + seed % 7).noisy(seed).measured().document(null);
      assertThat(new SubjectChecks(document).all())
          .as("seed %d", seed)
          .noneMatch(check -> check.status() == Check.Status.FAILED);
    }
  }
}
