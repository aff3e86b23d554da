package chat.tacet.gateway.route;

import io.netty.channel.ChannelOption;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Connections to the services: how many, and how long anybody waits for one. */
@Configuration(proxyBeanMethods = false)
class BackendConnections {

  /**
   * Calls under way to one service. Services answer in milliseconds; more at once means trouble
   * that waiting makes worse.
   */
  private static final int MAX_CONNECTIONS = 256;

  /** Calls that wait for one of those; the next is refused with {@code unavailable}. */
  private static final int MAX_WAITING = 512;

  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  /**
   * Well below the services' own idle timeout (75 s), so that a call is not sent into a connection
   * that is just being closed.
   */
  private static final Duration MAX_IDLE = Duration.ofSeconds(20);

  /** Who finds the queue before a service full is repeated by the kernel after 1 s and after 3. */
  private static final int CONNECT_TIMEOUT_MS = 4_000;

  /** What our own small questions to services (health, API documents) may answer at most. */
  private static final int MAX_INTERNAL_ANSWER_BYTES = 2 * 1024 * 1024;

  /**
   * @param resources asked for so that the pool is disposed before the loops its connections live
   *     on; the other way round they could not be closed any more
   */
  @Bean(destroyMethod = "dispose")
  ConnectionProvider backendPool(ReactorResourceFactory resources) {
    return ConnectionProvider.builder("backends")
        .maxConnections(MAX_CONNECTIONS)
        .pendingAcquireMaxCount(MAX_WAITING)
        .pendingAcquireTimeout(MAX_WAIT)
        .maxIdleTime(MAX_IDLE)
        .evictInBackground(MAX_IDLE)
        .lifo()
        .build();
  }

  /**
   * Used by Spring Cloud Gateway for calls. Nothing is retried here: the client knows whether to.
   */
  @Bean
  HttpClient backendHttpClient(ConnectionProvider backendPool, ReactorResourceFactory resources) {
    return withoutSurprises(HttpClient.create(backendPool), resources);
  }

  /** For the gateway's own questions. */
  @Bean
  WebClient backendQuestions(HttpClient backendHttpClient) {
    return WebClient.builder()
        .clientConnector(new ReactorClientHttpConnector(backendHttpClient))
        .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_INTERNAL_ANSWER_BYTES))
        .build();
  }

  /**
   * A client for sockets: each has its own connection for its whole life, so a pool would only run
   * dry.
   */
  static HttpClient forSockets(ReactorResourceFactory resources) {
    return withoutSurprises(HttpClient.create(ConnectionProvider.newConnection()), resources);
  }

  private static HttpClient withoutSurprises(HttpClient client, ReactorResourceFactory resources) {
    return client
        .runOn(resources.getLoopResources())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
        .followRedirect(false)
        .disableRetry(true);
  }
}
