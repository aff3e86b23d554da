package chat.tacet.kit.boot;

import java.util.Map;
import java.util.Objects;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One service and how it starts. Several may start in one JVM: each has its own configuration file,
 * event loops, connections and port, and stops alone.
 *
 * <p>A service is configured by {@code <configName>.yaml} on its class path, {@code TACET_*}
 * environment variables and {@code tacet.*} system properties; nothing else that happens to be set
 * on the machine ({@code SERVER_PORT}, {@code SPRING_*}, a stray {@code application.yaml}) reaches
 * it.
 *
 * @param configName name of the service and of its configuration file, for example {@code
 *     auth-service}
 * @param application its configuration class; it lists its auto-configurations and never scans for
 *     them, since other services may share the class path
 * @param portVariable environment variable that sets its port, for example {@code TACET_AUTH_PORT}
 * @param defaultPort port without that variable
 */
public record TacetService(
    String configName, Class<?> application, String portVariable, int defaultPort) {

  private static final int EXIT_START_REFUSED = 1;

  public TacetService {
    Objects.requireNonNull(application);
    if (!configName.matches("[a-z][a-z-]*")) {
      throw new IllegalArgumentException("configName: lower-case letters and hyphens");
    }
    if (!portVariable.matches("TACET_[A-Z_]+")) {
      throw new IllegalArgumentException("portVariable: TACET_ and capital letters");
    }
  }

  /**
   * Runs the service as the only one of this process. When it cannot start, one plain line on
   * standard error says why, and the process ends with status 1.
   */
  @SuppressWarnings("SystemExitOutsideMain") // this is the body of main of every service
  public void main(String... args) {
    try {
      var application = springApplication(Map.of());
      application.setRegisterShutdownHook(true);
      application.run(args);
    } catch (RuntimeException alreadyReported) {
      System.exit(EXIT_START_REFUSED);
    }
  }

  /**
   * Starts the service beside others; who starts it closes the returned context.
   *
   * @param overrides properties that win over configuration file and environment, for example
   *     {@code server.port}
   * @throws RuntimeException when it cannot start; one plain line on standard error has then been
   *     written
   */
  public ConfigurableApplicationContext start(Map<String, Object> overrides, String... args) {
    return start(overrides, context -> {}, args);
  }

  /**
   * The same.
   *
   * @param shared gives the context what several services of this process share
   */
  public ConfigurableApplicationContext start(
      Map<String, Object> overrides,
      ApplicationContextInitializer<ConfigurableApplicationContext> shared,
      String... args) {
    var application = springApplication(overrides);
    application.addInitializers(shared);
    application.setRegisterShutdownHook(false);
    return application.run(args);
  }

  private SpringApplication springApplication(Map<String, Object> overrides) {
    var spring = new SpringApplication(application);
    spring.setWebApplicationType(WebApplicationType.REACTIVE);
    spring.setBannerMode(Banner.Mode.OFF);
    spring.setLogStartupInfo(false);
    spring.setEnvironment(new TacetEnvironment(this, overrides));
    spring.setDefaultProperties(SharedDefaults.of(this));
    spring.addInitializers(LogFormat::require);
    spring.addInitializers(SettingsFromFiles::read);
    spring.addInitializers(context -> OwnReactorResources.register(context, configName));
    spring.addInitializers(AcceptQueue::register);
    spring.addInitializers(context ->
        context.getBeanFactory().registerSingleton("settingsAboveZero", new SettingsAboveZero()));
    return spring;
  }
}
