package chat.tacet.standalone;

import chat.tacet.auth.AuthServiceApplication;
import chat.tacet.gateway.GatewayApplication;
import chat.tacet.kit.boot.TacetService;
import chat.tacet.relay.RelayServiceApplication;
import chat.tacet.social.SocialServiceApplication;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.context.ConfigurableApplicationContext;

/** All services in this JVM, each in a Spring context of its own. */
final class OneProcess implements Shape {

  /** The gateway waits for its open sockets to end, which the relay's goodbye makes happen. */
  private static final int MAX_GATEWAY_STOP_S = 15;

  @Override
  public void start(
      Map<String, Object> variables,
      Map<String, Object> gatewayVariables,
      Undo undo,
      Runnable failed) {
    var metrics = SharedMetrics.start(variables, undo);
    var auth = start(AuthServiceApplication.SERVICE, variables, metrics);
    undo.add(auth::close);
    var social = start(SocialServiceApplication.SERVICE, variables, metrics);
    undo.add(social::close);
    var relay = start(RelayServiceApplication.SERVICE, variables, metrics);
    undo.add(relay::close);
    var gateway = start(GatewayApplication.SERVICE, gatewayVariables, metrics);
    undo.add(() -> closeDoorThenRelay(gateway, relay));
  }

  private static ConfigurableApplicationContext start(
      TacetService service, Map<String, Object> variables, SharedMetrics metrics) {
    var started = System.nanoTime();
    ConfigurableApplicationContext context;
    try {
      context = service.start(variables, metrics::giveTo);
    } catch (RuntimeException failed) {
      throw new AlreadySaidException(failed);
    }
    Say.step(service.configName(), System.nanoTime() - started);
    return context;
  }

  /**
   * The gateway takes no new connections from now on, while the relay says goodbye through those
   * that are open; then both are done.
   */
  private static void closeDoorThenRelay(
      ConfigurableApplicationContext gateway, ConfigurableApplicationContext relay) {
    var gatewayClosed = CompletableFuture.runAsync(gateway::close);
    relay.close();
    // What is open even then ends with the process.
    gatewayClosed.completeOnTimeout(null, MAX_GATEWAY_STOP_S, TimeUnit.SECONDS).join();
  }
}
