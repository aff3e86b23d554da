package chat.tacet.auth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.web.bind.annotation.RestController;

@AnalyzeClasses(packages = "chat.tacet.auth", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule features_have_no_cycles =
      slices().matching("chat.tacet.auth.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule only_what_others_read_touches_redis =
      noClasses()
          .that()
          .resideOutsideOfPackages("chat.tacet.auth.revocation", "chat.tacet.auth.deletion")
          .and()
          .haveSimpleNameNotContaining("AuthServiceApplication")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework.data.redis..", "io.lettuce..");

  @ArchTest
  static final ArchRule no_service_depends_on_another =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("chat.tacet.social..", "chat.tacet.relay..", "chat.tacet.gateway..");

  @ArchTest
  static final ArchRule controllers_do_not_speak_sql =
      noClasses()
          .that()
          .areAnnotatedWith(RestController.class)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework.r2dbc..", "io.r2dbc..");

  @ArchTest
  static final ArchRule controllers_are_private_to_their_feature =
      classes().that().areAnnotatedWith(RestController.class).should().bePackagePrivate();

  @ArchTest
  static final ArchRule nobody_waits_but_the_start =
      noClasses()
          .that()
          .doNotHaveSimpleName("SigningKeysAtStart")
          .should()
          .callMethod(reactor.core.publisher.Mono.class, "block")
          .orShould()
          .callMethod(reactor.core.publisher.Mono.class, "block", java.time.Duration.class)
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);
}
