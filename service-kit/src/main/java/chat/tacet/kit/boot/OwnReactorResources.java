package chat.tacet.kit.boot;

import java.time.Duration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * Event loops and client connections that belong to one service. With Reactor's global ones,
 * closing the first of several contexts in a JVM would close the servers of all others.
 */
final class OwnReactorResources {

  /** Everything graceful has happened when the loops are asked to end; nothing new arrives. */
  private static final Duration QUIET_PERIOD = Duration.ZERO;

  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(3);

  private OwnReactorResources() {}

  static void register(ConfigurableApplicationContext context, String name) {
    ((GenericApplicationContext) context)
        .registerBean(ReactorResourceFactory.class, () -> create(name));
  }

  private static ReactorResourceFactory create(String name) {
    var factory = new ReactorResourceFactory();
    factory.setUseGlobalResources(false);
    factory.setLoopResourcesSupplier(
        () -> LoopResources.create(name, LoopResources.DEFAULT_IO_WORKER_COUNT, true));
    factory.setConnectionProviderSupplier(() -> ConnectionProvider.create(name));
    factory.setShutdownQuietPeriod(QUIET_PERIOD);
    factory.setShutdownTimeout(SHUTDOWN_TIMEOUT);
    return factory;
  }
}
