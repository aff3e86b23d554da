package chat.tacet.kit.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;

class TacetEnvironmentTest {

  private static final TacetService SERVICE =
      new TacetService("echo-service", Object.class, "TACET_ECHO_PORT", 8999);

  @Test
  void onlyOurOwnVariablesAndPropertiesAreSeen() {
    var environment =
        new TacetEnvironment(
            SERVICE,
            Map.of(),
            Map.of(
                "SERVER_PORT",
                "1",
                "SPRING_PROFILES_ACTIVE",
                "x",
                "TACET_PUBLIC_URL",
                "https://a.example"),
            Map.of("server.port", "2", "tacet.limit", "3"));
    ConfigurationPropertySources.attach(environment);

    assertThat(environment.getProperty("server.port")).isNull();
    assertThat(environment.getActiveProfiles()).isEmpty();
    assertThat(environment.getProperty("tacet.public-url")).isEqualTo("https://a.example");
    assertThat(environment.getProperty("tacet.limit")).isEqualTo("3");
    assertThat(environment.getProperty("spring.config.name")).isEqualTo("echo-service");
  }

  @Test
  void overridesWinOverVariables() {
    var environment =
        new TacetEnvironment(
            SERVICE,
            Map.of("tacet.public-url", "https://b.example"),
            Map.of("TACET_PUBLIC_URL", "https://a.example"),
            Map.of());
    ConfigurationPropertySources.attach(environment);

    assertThat(environment.getProperty("tacet.public-url")).isEqualTo("https://b.example");
  }

  @Test
  void anOverriddenVariableIsBoundLikeAnyOther() {
    var environment =
        new TacetEnvironment(
            SERVICE,
            Map.of("TACET_REDIS_URL", "redis://b"),
            Map.of("TACET_REDIS_URL", "redis://a"),
            Map.of());
    ConfigurationPropertySources.attach(environment);

    assertThat(environment.getProperty("tacet.redis-url")).isEqualTo("redis://b");
  }
}
