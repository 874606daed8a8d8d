// SPDX-License-Identifier: Apache-2.0
package dev.ringbench;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The direction of dependencies, as the folders show it. */
class ArchitectureTest {
  private static final String ROOT = "dev.ringbench.";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.ringbench");

  /** What each package of the harness may use; those of experiments have rules of their own. */
  private static final Map<String, List<String>> MAY_USE = new TreeMap<>();

  static {
    may("model", "");
    may("stats", "");
    may("files", "model");
    may("yaml", "files model");
    may("figure", "files model stats");
    may("section", "");
    may("check", "figure model");
    may("document", "check figure files model section stats");
    may("fault", "document model");
    may("content", "files model yaml");
    may("programs", "model");
    may("subject", "files model yaml");
    may("claim", "figure files model yaml");
    may("driver", "files model");
    may("platform", "model");
    may("subject.running", "document figure files model platform subject");
    may("platform.linux", "content driver files model platform");
    may("guest", "driver files model");
    may("counted", "model stats");
    may("counting", "counted guest model");
    may("injection", "content driver fault guest model platform");
    may("measure", "files model");
    may("render", "document model section");
    may("compare", "document figure model section stats");
    may("gate", "compare document figure model section stats yaml");
    may("trend", "document driver figure model render section stats");
    may("verify", "check document files model render");
    may("export", "document figure files model");
    may("report", "document figure files model render section");
  }

  private static void may(String room, String others) {
    MAY_USE.put(room, Arrays.stream(others.split(" ", -1)).filter(s -> !s.isEmpty()).toList());
  }

  private static String[] packages(Stream<String> rooms) {
    return Stream.concat(
            rooms.map(room -> ROOT + room),
            Stream.of("java..", "javax..", "org..", "com..", "tools..", "picocli..", "me..", ""))
        .toArray(String[]::new);
  }

  @Test
  void dependenciesPointOneWay() {
    MAY_USE.forEach(
        (room, others) ->
            classes()
                .that()
                .resideInAPackage(ROOT + room)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(packages(Stream.concat(Stream.of(room), others.stream())))
                .check(CLASSES));
  }

  /** A new package has to say where it stands. */
  @Test
  void everyPackageHasItsPlace() {
    classes()
        .should()
        .resideInAnyPackage(
            packages(Stream.concat(MAY_USE.keySet().stream(), Stream.of("cli", "experiment.."))))
        .check(CLASSES);
  }

  /** Reports, comparisons, gates, trends, checks and exports of a document need no machine. */
  @Test
  void readingADocumentNeedsNothingThatMeasures() {
    noClasses()
        .that()
        .resideInAPackage("dev.ringbench.experiment..")
        .and()
        .resideOutsideOfPackage("dev.ringbench.experiment.*.measure..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.ringbench.experiment.*.measure..",
            "dev.ringbench.platform..",
            "dev.ringbench.guest..",
            "dev.ringbench.driver..",
            "dev.ringbench.injection..",
            "dev.ringbench.counting..",
            "dev.ringbench.measure..",
            "dev.ringbench.render..",
            "dev.ringbench.report..",
            "dev.ringbench.cli..")
        .check(CLASSES);
  }

  /** A kind of experiment is a room of its own. */
  @Test
  void noKindKnowsAnother() {
    slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                String name = javaClass.getPackageName();
                return name.startsWith(ROOT + "experiment.")
                    ? SliceIdentifier.of(name.split("\\.", -1)[3])
                    : SliceIdentifier.ignore();
              }

              @Override
              public String getDescription() {
                return "kinds of experiments";
              }
            })
        .should()
        .notDependOnEachOther()
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandsNameAKind() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.ringbench.cli..", "dev.ringbench.experiment..")
        .and()
        .resideOutsideOfPackage("dev.ringbench.benchmarks..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.ringbench.experiment..")
        .check(CLASSES);
  }

  @Test
  void onlyOnePackageKnowsTheNativeLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.ringbench.platform.linux..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.jna..")
        .check(CLASSES);
  }

  /** What decides about outputs is dev.ringbench.files; these two write where only we do. */
  @Test
  void whatCommandsWriteGoesThroughOnePlace() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.ringbench.cli..",
            "dev.ringbench.render..",
            "dev.ringbench.report..",
            "dev.ringbench.export..",
            "dev.ringbench.gate..",
            "dev.ringbench.compare..",
            "dev.ringbench.document..")
        .and()
        .haveNameNotMatching(".*\\.(RunProgress|GuestCounting)")
        .should()
        .callMethodWhere(
            target(owner(assignableTo(Files.class)))
                .and(target(nameMatching("write.*|newBufferedWriter|newOutputStream|move"))))
        .check(CLASSES);
  }
}
