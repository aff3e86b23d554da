package chat.tacet.kit.boot;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.ConnectionProvider;

/**
 * Event loops and client connections that belong to one service. With Reactor's global ones,
 * closing the first of several contexts in a JVM would close the servers of all others.
 */
final class OwnReactorResources {

  private OwnReactorResources() {}

  static void register(ConfigurableApplicationContext context, String name) {
    var beans = (GenericApplicationContext) context;
    beans.registerBean(EventLoops.class, () -> new EventLoops(name));
    beans.registerBean(
        ReactorResourceFactory.class, () -> create(name, context.getBean(EventLoops.class)));
  }

  private static ReactorResourceFactory create(String name, EventLoops loops) {
    var factory = new ReactorResourceFactory();
    factory.setUseGlobalResources(false);
    // Given, not supplied: so they outlive the factory, see there.
    factory.setLoopResources(loops.resources());
    factory.setConnectionProviderSupplier(() -> ConnectionProvider.create(name));
    return factory;
  }
}
