package chat.tacet.relay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "chat.tacet.relay", importOptions = ImportOption.DoNotIncludeTests.class)
class RelayArchitectureTest {

  @ArchTest
  static final ArchRule featuresDoNotDependOnEachOtherInCircles =
      slices().matching("chat.tacet.relay.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule redisIsTouchedInFewPlaces =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "..relay.redis..",
              "..relay.mailbox.redis..",
              "..relay.presence..",
              "..relay.directory..",
              "..relay.ticket..",
              "..relay.wake..",
              "..relay.system..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.lettuce..", "chat.tacet.relay.redis..");

  @ArchTest
  static final ArchRule socketsAreTouchedByConnectionsOnly =
      noClasses()
          .that()
          .resideOutsideOfPackages("..relay.connection..", "..relay.system..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.netty..", "reactor.netty..");

  @ArchTest
  static final ArchRule noOtherService =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "chat.tacet.auth..",
              "chat.tacet.social..",
              "chat.tacet.gateway..",
              "chat.tacet.standalone..");
}
