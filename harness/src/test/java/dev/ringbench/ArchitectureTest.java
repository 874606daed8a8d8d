// SPDX-License-Identifier: Apache-2.0
package dev.ringbench;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The direction of dependencies, as the folders show it. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.ringbench");

  @Test
  void dependenciesPointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("cli")
        .definedBy("dev.ringbench.cli..")
        .layer("report")
        .definedBy("dev.ringbench.report..")
        .layer("measure")
        .definedBy("dev.ringbench.measure..")
        .layer("stats")
        .definedBy("dev.ringbench.stats..")
        .layer("result")
        .definedBy("dev.ringbench.result..")
        .layer("platform")
        .definedBy("dev.ringbench.platform..")
        .layer("guest")
        .definedBy("dev.ringbench.guest..")
        .layer("fault")
        .definedBy("dev.ringbench.fault..")
        .layer("capacity")
        .definedBy("dev.ringbench.capacity..")
        .layer("macro")
        .definedBy("dev.ringbench.macro..")
        .layer("content")
        .definedBy("dev.ringbench.content..")
        .layer("driver")
        .definedBy("dev.ringbench.driver..")
        .layer("document")
        .definedBy("dev.ringbench.document..")
        .layer("compare")
        .definedBy("dev.ringbench.compare..")
        .layer("gate")
        .definedBy("dev.ringbench.gate..")
        .layer("trend")
        .definedBy("dev.ringbench.trend..")
        .layer("verify")
        .definedBy("dev.ringbench.verify..")
        .layer("export")
        .definedBy("dev.ringbench.export..")
        .layer("html")
        .definedBy("dev.ringbench.html..")
        .layer("yaml")
        .definedBy("dev.ringbench.yaml..")
        .layer("files")
        .definedBy("dev.ringbench.files..")
        .layer("model")
        .definedBy("dev.ringbench.model..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("gate")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("trend")
        .mayOnlyBeAccessedByLayers("cli", "html")
        .whereLayer("verify")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("export")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("compare")
        .mayOnlyBeAccessedByLayers("cli", "gate", "trend", "export", "html")
        .whereLayer("document")
        .mayOnlyBeAccessedByLayers(
            "cli", "report", "compare", "gate", "trend", "verify", "export", "html")
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("cli", "compare", "gate", "trend", "verify", "export", "html")
        .whereLayer("measure")
        .mayOnlyBeAccessedByLayers("cli", "verify")
        .whereLayer("fault")
        .mayOnlyBeAccessedByLayers("cli", "report", "document", "compare", "verify", "html")
        .whereLayer("capacity")
        .mayOnlyBeAccessedByLayers("cli", "report", "document", "compare", "verify", "html")
        .whereLayer("macro")
        .mayOnlyBeAccessedByLayers("cli", "report", "document", "compare", "verify", "html")
        .whereLayer("stats")
        .mayOnlyBeAccessedByLayers(
            "measure", "macro", "report", "fault", "compare", "gate", "trend", "verify", "html")
        .whereLayer("result")
        .mayOnlyBeAccessedByLayers(
            "cli",
            "report",
            "measure",
            "guest",
            "fault",
            "capacity",
            "macro",
            "document",
            "compare",
            "gate",
            "trend",
            "verify",
            "export",
            "html")
        .whereLayer("platform")
        .mayOnlyBeAccessedByLayers("cli", "measure", "guest", "fault", "capacity", "macro")
        .whereLayer("guest")
        .mayOnlyBeAccessedByLayers("cli", "fault")
        .whereLayer("driver")
        .mayOnlyBeAccessedByLayers("cli", "platform", "guest", "fault", "trend")
        .whereLayer("content")
        .mayOnlyBeAccessedByLayers("cli", "platform", "fault")
        .whereLayer("html")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("yaml")
        .mayOnlyBeAccessedByLayers("content", "gate")
        .whereLayer("model")
        .mayOnlyBeAccessedByLayers(
            "cli",
            "report",
            "measure",
            "fault",
            "result",
            "platform",
            "guest",
            "driver",
            "content",
            "capacity",
            "macro",
            "document",
            "compare",
            "gate",
            "trend",
            "verify",
            "export",
            "html",
            "yaml",
            "files")
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
            "dev.ringbench.html..",
            "dev.ringbench.report..",
            "dev.ringbench.export..",
            "dev.ringbench.gate..",
            "dev.ringbench.compare..",
            "dev.ringbench.result..")
        .and()
        .haveNameNotMatching(".*\\.(RunProgress|GuestCounting)")
        .should()
        .callMethodWhere(
            target(owner(assignableTo(Files.class)))
                .and(target(nameMatching("write.*|newBufferedWriter|newOutputStream|move"))))
        .check(CLASSES);
  }

  @Test
  void modelKnowsNothingOfOurs() {
    noClasses()
        .that()
        .resideInAPackage("dev.ringbench.model..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.ringbench.platform..",
            "dev.ringbench.measure..",
            "dev.ringbench.result..",
            "dev.ringbench.stats..",
            "dev.ringbench.report..",
            "dev.ringbench.cli..")
        .check(CLASSES);
  }
}
