package io.espalier.driver;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may print, who may write, and that nothing calls back. */
@AnalyzeClasses(
    packages = "io.espalier.driver",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_PRINTS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.espalier.driver.cli..")
          .should(ACCESS_STANDARD_STREAMS);

  /** The driver's root package looks at the user's files before Spark starts. */
  @ArchTest
  static final ArchRule ONLY_FEW_TOUCH_THE_FILE_SYSTEM =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.espalier.driver",
              "io.espalier.driver.run..",
              "io.espalier.driver.report..",
              "io.espalier.driver.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.hadoop.fs..");

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_ENDS_THE_PROCESS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.espalier.driver.cli..")
          .should()
          .callMethod(System.class, "exit", int.class);

  @ArchTest
  static final ArchRule PACKAGES_POINT_ONE_WAY =
      slices().matching("io.espalier.driver.(*)..").should().beFreeOfCycles();
}
