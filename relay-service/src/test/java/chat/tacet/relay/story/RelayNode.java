package chat.tacet.relay.story;

import static org.awaitility.Awaitility.await;

import chat.tacet.kit.testing.TestIssuer;
import chat.tacet.relay.RelayServiceApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;

/** One running relay, as it runs in production, on a port of its own. */
final class RelayNode implements AutoCloseable {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final ConfigurableApplicationContext context;

  private RelayNode(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * Starts a relay.
   *
   * @param settings limits and the like that differ from production
   */
  static RelayNode start(String redisUrl, TestIssuer issuer, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>();
    all.put("server.port", 0);
    all.put("tacet.redis-url", redisUrl);
    all.put("tacet.auth-jwks-url", issuer.jwksUrl());
    all.putAll(settings);
    var node = new RelayNode(RelayServiceApplication.SERVICE.start(all));
    node.isReady();
    return node;
  }

  /**
   * As whoever starts a relay waits for it: the first look at Redis of a cold JVM may take longer
   * than is waited for it.
   */
  private void isReady() {
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(() ->
            CLIENT
                    .send(
                        HttpRequest.newBuilder(http("/readyz"))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                        BodyHandlers.discarding())
                    .statusCode()
                == 200);
  }

  URI http(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  URI socket() {
    return URI.create("ws://127.0.0.1:" + port() + "/ws");
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  private String port() {
    return String.valueOf(context.getEnvironment().getProperty("local.server.port"));
  }

  @Override
  public void close() {
    context.close();
  }
}
