package io.espalier.datasets;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** From bytes to shards, and no further. */
@AnalyzeClasses(
    packages = "io.espalier.datasets",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule KNOWS_NO_DRIVER =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.espalier.driver..");

  @ArchTest static final ArchRule PRINTS_NOTHING = noClasses().should(ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule PACKAGES_POINT_ONE_WAY =
      slices().matching("io.espalier.datasets.(*)..").should().beFreeOfCycles();
}
