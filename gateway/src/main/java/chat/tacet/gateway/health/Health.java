package chat.tacet.gateway.health;

import chat.tacet.gateway.hardening.ClientAddress;
import chat.tacet.gateway.route.Backends;
import chat.tacet.gateway.system.Paths;
import chat.tacet.kit.problem.CommonProblems;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.MethodNotAllowedException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@code /livez}: this process answers. {@code /readyz}: so does every service behind it; {@code
 * forwarded} says whether a trusted proxy told whose request it was, for {@code ./tacet doctor}.
 */
@Configuration(proxyBeanMethods = false)
class Health {

  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  /** Strangers may ask as often as they like: services are asked at most once in this time. */
  private static final Duration REMEMBERED = Duration.ofSeconds(1);

  @Bean
  RouterFunction<ServerResponse> healthRoutes(
      Backends backends, WebClient backendQuestions, ApplicationAvailability self) {
    var missing = missing(backends, backendQuestions).cache(REMEMBERED);
    return RouterFunctions.route()
        .route(Paths.reading(Paths.LIVE), request -> ok(Map.of("status", "alive")))
        .route(
            Paths.reading(Paths.READY),
            request ->
                missing.flatMap(names ->
                    self.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC
                        ? readiness(names, request)
                        : readiness(List.of("gateway"), request)))
        .route(
            RequestPredicates.path(Paths.LIVE).or(RequestPredicates.path(Paths.READY)),
            request ->
                Mono.error(
                    new MethodNotAllowedException(request.method(), List.of(HttpMethod.GET))))
        .build();
  }

  private static Mono<List<String>> missing(Backends backends, WebClient questions) {
    return Flux.fromIterable(backends.byName().entrySet())
        .flatMapSequential(backend ->
            anyReady(backend.getValue(), questions)
                .map(ready -> Map.entry(backend.getKey(), ready)))
        .filter(answer -> !answer.getValue())
        .map(Map.Entry::getKey)
        .collectList();
  }

  /** One node is enough to be served. */
  private static Mono<Boolean> anyReady(List<URI> nodes, WebClient questions) {
    return Flux.fromIterable(nodes).flatMap(node -> isReady(node, questions)).any(ready -> ready);
  }

  private static Mono<Boolean> isReady(URI backend, WebClient questions) {
    return questions
        .get()
        .uri(backend.resolve(Paths.READY))
        .retrieve()
        .toBodilessEntity()
        .thenReturn(true)
        .timeout(MAX_WAIT)
        // Whatever went wrong, the answer to "is it ready" is no.
        .onErrorReturn(false);
  }

  private static Mono<ServerResponse> readiness(List<String> missing, ServerRequest request) {
    return missing.isEmpty()
        ? ok(Map.of("status", "ready", "forwarded", ClientAddress.isForwarded(request.exchange())))
        : Mono.error(
            CommonProblems.UNAVAILABLE
                .exception()
                .withDetail("Not ready: " + String.join(", ", missing) + "."));
  }

  private static Mono<ServerResponse> ok(Map<String, Object> body) {
    return ServerResponse.ok().header("Cache-Control", "no-store").bodyValue(body);
  }
}
