package chat.tacet.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "chat.tacet.gateway",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule featuresHaveNoCycles =
      slices().matching("chat.tacet.gateway.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noServiceIsKnownHere =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "chat.tacet.auth..",
              "chat.tacet.social..",
              "chat.tacet.relay..",
              "chat.tacet.standalone..");

  @ArchTest
  static final ArchRule noStateIsKeptHere =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.lettuce..", "org.springframework.data..", "io.r2dbc..");
}
