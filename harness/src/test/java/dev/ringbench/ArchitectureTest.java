// SPDX-License-Identifier: Apache-2.0
package dev.ringbench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
        .layer("model")
        .definedBy("dev.ringbench.model..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("measure")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("fault")
        .mayOnlyBeAccessedByLayers("cli", "report")
        .whereLayer("capacity")
        .mayOnlyBeAccessedByLayers("cli", "report")
        .whereLayer("macro")
        .mayOnlyBeAccessedByLayers("cli", "report")
        .whereLayer("stats")
        .mayOnlyBeAccessedByLayers("report", "fault")
        .whereLayer("result")
        .mayOnlyBeAccessedByLayers(
            "cli", "report", "measure", "guest", "fault", "capacity", "macro")
        .whereLayer("platform")
        .mayOnlyBeAccessedByLayers("cli", "measure", "guest", "fault", "capacity", "macro")
        .whereLayer("guest")
        .mayOnlyBeAccessedByLayers("cli", "fault")
        .whereLayer("driver")
        .mayOnlyBeAccessedByLayers("cli", "platform", "guest", "fault")
        .whereLayer("content")
        .mayOnlyBeAccessedByLayers("cli", "platform", "fault")
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
            "macro")
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
