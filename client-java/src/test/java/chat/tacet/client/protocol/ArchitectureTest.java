package chat.tacet.client.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "chat.tacet.client",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices().matching("chat.tacet.client.protocol.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule the_protocol_knows_only_contracts_protobuf_and_the_jdk =
      classes()
          .that()
          .resideInAPackage("chat.tacet.client.protocol..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "chat.tacet.client.protocol..",
              "chat.tacet.contracts.identity..",
              "chat.tacet.contracts.content..",
              "com.google.protobuf..",
              "org.jspecify.annotations..",
              "java..",
              "javax.crypto..");

  @ArchTest
  static final ArchRule the_protocol_is_pure =
      noClasses()
          .that()
          .resideInAPackage("chat.tacet.client.protocol..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.nio.file..", "java.time..", "java.sql..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.File")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime");

  @ArchTest
  static final ArchRule primitives_are_touched_in_crypto_only =
      noClasses()
          .that()
          .resideInAPackage("chat.tacet.client.protocol..")
          .and()
          .resideOutsideOfPackage("chat.tacet.client.protocol.crypto..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("javax.crypto..", "java.security.spec..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.security.SecureRandom");

  @ArchTest
  static final ArchRule nothing_here_knows_the_services =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "chat.tacet.kit..",
              "chat.tacet.auth..",
              "chat.tacet.social..",
              "chat.tacet.relay..",
              "chat.tacet.gateway..",
              "chat.tacet.standalone..",
              "org.springframework..");
}
