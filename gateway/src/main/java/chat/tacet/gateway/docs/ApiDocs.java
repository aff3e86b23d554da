package chat.tacet.gateway.docs;

import static chat.tacet.kit.problem.CommonProblems.UNAVAILABLE;

import chat.tacet.gateway.route.Backends;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@code /api/docs}: one page that shows the OpenAPI documents of the services, which are fetched
 * from them.
 */
@Configuration(proxyBeanMethods = false)
class ApiDocs {

  private static final String DOCUMENT = "/v3/api-docs";
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

  /** The documents change only with a new version of a service. */
  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  /** A service that is just starting must not stay undocumented for long. */
  private static final Duration FAILURE_REMEMBERED = Duration.ofSeconds(2);

  private static final MediaType JAVASCRIPT = MediaType.valueOf("text/javascript;charset=utf-8");
  private static final MediaType STYLES = MediaType.valueOf("text/css;charset=utf-8");
  private static final MediaType PAGE = MediaType.valueOf("text/html;charset=utf-8");

  @Bean
  RouterFunction<ServerResponse> apiDocsRoutes(Backends backends, WebClient backendQuestions) {
    var auth = document(backends.authUrl(), backendQuestions);
    var social = document(backends.socialUrl(), backendQuestions);
    return RouterFunctions.route()
        .GET("/api/docs", request -> file("index.html", PAGE))
        .GET("/api/docs/docs.js", request -> file("docs.js", JAVASCRIPT))
        .GET("/api/docs/docs.css", request -> file("docs.css", STYLES))
        .GET("/api/docs/auth.json", request -> json(auth))
        .GET("/api/docs/social.json", request -> json(social))
        .build();
  }

  /** Of the first node that answers: all of one version say the same. */
  private static Mono<byte[]> document(List<URI> nodes, WebClient questions) {
    return Flux.fromIterable(nodes)
        .concatMapDelayError(node ->
            questions
                .get()
                .uri(node.resolve(DOCUMENT))
                .retrieve()
                .bodyToMono(byte[].class)
                .timeout(MAX_WAIT))
        .next()
        .onErrorMap(failure ->
            UNAVAILABLE.exception().withDetail("The service does not publish its API now."))
        .cache(document -> REMEMBERED, failure -> FAILURE_REMEMBERED, () -> FAILURE_REMEMBERED);
  }

  private static Mono<ServerResponse> json(Mono<byte[]> document) {
    return document.flatMap(body ->
        ServerResponse.ok()
            .header("Cache-Control", "no-cache")
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue(body));
  }

  private static Mono<ServerResponse> file(String name, MediaType type) {
    Resource resource = new ClassPathResource("docs/" + name, ApiDocs.class.getClassLoader());
    return ServerResponse.ok()
        .header("Cache-Control", "no-cache")
        .contentType(type)
        .bodyValue(resource);
  }
}
