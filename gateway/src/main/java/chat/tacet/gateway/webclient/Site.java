package chat.tacet.gateway.webclient;

import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;

import chat.tacet.gateway.system.Paths;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.MethodNotAllowedException;
import reactor.core.publisher.Mono;

/**
 * Serves the web client. A path without a file extension is a screen of the client, which its one
 * page shows.
 */
@Configuration(proxyBeanMethods = false)
class Site {

  private static final String PAGE = "/index.html";
  private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final CacheControl FOR_EVER =
      CacheControl.maxAge(java.time.Duration.ofDays(365)).cachePublic().immutable();

  /**
   * Kept, but asked about every time: the page and the service worker decide which version runs.
   */
  private static final CacheControl ASK_FIRST = CacheControl.noCache();

  @Bean
  RouterFunction<ServerResponse> siteRoutes(@Value("${tacet.web-root}") Path root) {
    var files = SiteLoader.load(root.toAbsolutePath().normalize());
    return RouterFunctions.route(
        RequestPredicates.path("/**").and(request -> Paths.isWebClient(request.path())),
        request -> serve(files, request));
  }

  private static Mono<ServerResponse> serve(Map<String, SiteFile> files, ServerRequest request) {
    if (!READING.contains(request.method())) {
      return Mono.error(new MethodNotAllowedException(request.method(), READING));
    }
    var file = find(files, request.path());
    return file == null ? Mono.error(NOT_FOUND.exception()) : send(file, request);
  }

  private static @Nullable SiteFile find(Map<String, SiteFile> files, String path) {
    var lastSegment = path.substring(path.lastIndexOf('/') + 1);
    return files.get(lastSegment.contains(".") || path.startsWith("/assets/") ? path : PAGE);
  }

  private static Mono<ServerResponse> send(SiteFile file, ServerRequest request) {
    var response =
        ServerResponse.ok()
            .cacheControl(file.immutable() ? FOR_EVER : ASK_FIRST)
            .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    // A strong validator would have to differ per coding; caches compare this one weakly, which is
    // right for all.
    var etag = "W/" + file.etag();
    if (request.headers().header(HttpHeaders.IF_NONE_MATCH).stream()
        .anyMatch(known -> known.contains(file.etag()))) {
      return ServerResponse.status(304)
          .cacheControl(file.immutable() ? FOR_EVER : ASK_FIRST)
          .header(HttpHeaders.ETAG, etag)
          .build();
    }
    var coding =
        ContentCoding.choose(
            file.encodings().keySet(), request.headers().header(HttpHeaders.ACCEPT_ENCODING));
    if (!coding.equals(SiteFile.IDENTITY)) {
      response.header(HttpHeaders.CONTENT_ENCODING, coding);
    }
    var content = file.content(coding);
    return response
        .header(HttpHeaders.ETAG, etag)
        .contentType(file.type())
        .contentLength(content.length)
        .bodyValue(content);
  }
}
