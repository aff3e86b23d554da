package chat.tacet.kit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "chat.tacet.kit", importOptions = ImportOption.DoNotIncludeTests.class)
class KitArchitectureTest {

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices().matching("chat.tacet.kit.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule the_kit_is_a_leaf =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "chat.tacet.auth..",
              "chat.tacet.social..",
              "chat.tacet.relay..",
              "chat.tacet.gateway..",
              "chat.tacet.standalone..");
}
