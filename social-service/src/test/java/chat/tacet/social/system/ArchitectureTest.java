package chat.tacet.social.system;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.web.bind.annotation.RestController;

@AnalyzeClasses(
    packages = "chat.tacet.social",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule FEATURES_FORM_NO_CYCLES =
      slices().matching("chat.tacet.social.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_OTHER_SERVICE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "chat.tacet.auth..",
              "chat.tacet.relay..",
              "chat.tacet.gateway..",
              "chat.tacet.standalone..");

  @ArchTest
  static final ArchRule REDIS_ONLY_WHERE_EVENTS_ARE =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "chat.tacet.social.directory..", "chat.tacet.social.account.stream..")
          .and()
          .doNotHaveSimpleName("SocialServiceApplication")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework.data.redis..", "io.lettuce..");

  @ArchTest
  static final ArchRule NOTHING_KNOWS_WHICH_DATABASE_IT_IS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "chat.tacet.r2dbc..", "org.sqlite..", "org.postgresql..", "io.r2dbc.postgresql..");

  @ArchTest
  static final ArchRule NOTHING_BLOCKS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "java.net.http..");

  @ArchTest
  static final ArchRule CONTROLLERS_ARE_PRIVATE =
      classes().that().areAnnotatedWith(RestController.class).should().notBePublic();
}
