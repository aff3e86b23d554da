package chat.tacet.r2dbc.sqlite;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "chat.tacet.r2dbc.sqlite",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule onlyTheClientTouchesSqlite =
      noClasses()
          .that()
          .resideOutsideOfPackage("chat.tacet.r2dbc.sqlite.client")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.sqlite..", "java.sql..", "javax.sql..");

  @ArchTest
  static final ArchRule onlyItsOwnPackageKnowsSpring =
      noClasses()
          .that()
          .resideOutsideOfPackage("chat.tacet.r2dbc.sqlite.spring")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.springframework..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("chat.tacet.r2dbc.(**)").should().beFreeOfCycles();
}
