package chat.tacet.gateway.docs;

import chat.tacet.gateway.system.Paths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The OpenAPI document for machines, and {@code /api/docs}: a page that shows it to people. */
@Configuration(proxyBeanMethods = false)
class ApiDocs {

  /** RFC 9512. */
  private static final MediaType YAML = MediaType.valueOf("application/yaml");

  private static final MediaType JAVASCRIPT = MediaType.valueOf("text/javascript;charset=utf-8");
  private static final MediaType STYLES = MediaType.valueOf("text/css;charset=utf-8");
  private static final MediaType PAGE = MediaType.valueOf("text/html;charset=utf-8");

  @Bean
  RouterFunction<ServerResponse> apiDocsRoutes() {
    var document = ApiDocument.load();
    return RouterFunctions.route()
        .route(
            Paths.reading("/api/openapi.yaml"),
            request -> document(request, document, document.yaml(), YAML))
        .route(
            Paths.reading("/api/openapi.json"),
            request -> document(request, document, document.json(), MediaType.APPLICATION_JSON))
        .route(Paths.reading("/api/docs"), request -> file("index.html", PAGE))
        .route(Paths.reading("/api/docs/docs.js"), request -> file("docs.js", JAVASCRIPT))
        .route(Paths.reading("/api/docs/docs.css"), request -> file("docs.css", STYLES))
        .build();
  }

  private static Mono<ServerResponse> document(
      ServerRequest request, ApiDocument document, byte[] body, MediaType type) {
    return request
        .checkNotModified(document.etag())
        .switchIfEmpty(
            Mono.defer(() ->
                ServerResponse.ok()
                    .header("Cache-Control", "no-cache")
                    .eTag(document.etag())
                    .contentType(type)
                    .bodyValue(body)));
  }

  private static Mono<ServerResponse> file(String name, MediaType type) {
    return ServerResponse.ok()
        .header("Cache-Control", "no-cache")
        .contentType(type)
        .bodyValue(new ClassPathResource("docs/" + name, ApiDocs.class.getClassLoader()));
  }
}
