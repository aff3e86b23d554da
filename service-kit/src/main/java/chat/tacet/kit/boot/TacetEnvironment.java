package chat.tacet.kit.boot;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.boot.web.context.reactive.StandardReactiveWebEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * What a service can see of the world: explicit overrides, {@code tacet.*} system properties,
 * {@code TACET_*} variables.
 */
final class TacetEnvironment extends StandardReactiveWebEnvironment {

  private static final String FIXED = "tacetFixed";
  private static final String OVERRIDES = "tacetOverrides";

  TacetEnvironment(TacetService service, Map<String, Object> overrides) {
    this(service, overrides, System.getenv(), systemProperties());
  }

  /** The last two stand for the environment variables and system properties of the process. */
  TacetEnvironment(
      TacetService service,
      Map<String, Object> overrides,
      Map<String, String> variables,
      Map<String, Object> properties) {
    var sources = getPropertySources();
    sources.addLast(new MapPropertySource(OVERRIDES, only(overrides, name -> !isVariable(name))));
    sources.addLast(new MapPropertySource(FIXED, SharedDefaults.fixed(service)));
    sources.addLast(
        new MapPropertySource(
            SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
            only(properties, name -> name.startsWith("tacet."))));
    // The usual name: Boot finds the variables under it and maps TACET_PUBLIC_URL to
    // tacet.public-url.
    var visible = only(variables, TacetEnvironment::isVariable);
    visible.putAll(only(overrides, TacetEnvironment::isVariable));
    sources.addLast(
        new SystemEnvironmentPropertySource(SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, visible));
  }

  /** Called by the constructor of {@link StandardEnvironment}, which would let everything in. */
  @Override
  protected void customizePropertySources(MutablePropertySources sources) {}

  private static boolean isVariable(String name) {
    return name.startsWith("TACET_");
  }

  private static Map<String, Object> systemProperties() {
    return new PropertiesPropertySource("all", System.getProperties()).getSource();
  }

  private static Map<String, Object> only(Map<String, ?> all, Predicate<String> wanted) {
    var visible = new LinkedHashMap<String, Object>();
    all.forEach((name, value) -> {
      if (wanted.test(name)) {
        visible.put(name, value);
      }
    });
    return visible;
  }
}
