package chat.tacet.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Rules about all services at once, which only this module sees together. */
@AnalyzeClasses(packages = "chat.tacet", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule servicesDoNotKnowEachOther =
      slices().matching("chat.tacet.(auth|social|relay|gateway)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule onlyThisModuleKnowsThemAll =
      noClasses()
          .that()
          .resideOutsideOfPackage("chat.tacet.standalone..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("chat.tacet.standalone..");

  @ArchTest
  static final ArchRule theKitIsALeaf =
      noClasses()
          .that()
          .resideInAPackage("chat.tacet.kit..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "chat.tacet.auth..",
              "chat.tacet.social..",
              "chat.tacet.relay..",
              "chat.tacet.gateway..");

  @ArchTest
  static final ArchRule noServiceScansForAutoConfigurations =
      noClasses()
          .should()
          .beAnnotatedWith("org.springframework.boot.autoconfigure.SpringBootApplication")
          .orShould()
          .beAnnotatedWith("org.springframework.boot.autoconfigure.EnableAutoConfiguration");
}
