package chat.tacet.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "chat.tacet.client",
    importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices().matching("chat.tacet.client.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule the_api_is_known_to_the_programs_only =
      noClasses()
          .that()
          .resideInAPackage("chat.tacet.client.(**)")
          .and()
          .resideOutsideOfPackage("chat.tacet.client.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("chat.tacet.client");

  @ArchTest
  static final ArchRule databases_are_touched_in_store_only =
      noClasses()
          .that()
          .resideOutsideOfPackage("chat.tacet.client.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.sqlite..");

  @ArchTest
  static final ArchRule sockets_are_opened_in_relay_only =
      noClasses()
          .that()
          .resideOutsideOfPackage("chat.tacet.client.relay..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.net.http.WebSocket");

  @ArchTest
  static final ArchRule json_is_read_in_rest_and_by_the_programs_only =
      noClasses()
          .that()
          .resideOutsideOfPackages("chat.tacet.client.rest..", "chat.tacet.client.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("tools.jackson..");

  @ArchTest
  static final ArchRule the_library_prints_nothing =
      noClasses()
          .that()
          .resideOutsideOfPackage("chat.tacet.client.cli..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(Throwable.class, "printStackTrace");
}
