package chat.tacet.client.rest;

import chat.tacet.client.failure.NetworkException;
import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.client.protocol.bytes.Bytes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One call and its answer, bounded in time and size. Blocks the calling thread, which is a virtual
 * one. Redirects are not followed: a server that moves is a change of the address a person typed.
 */
final class Http {

  /** The whole answer must be here by then; the slowest call hashes a key with Argon2id. */
  static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

  /** Room for 2,000 friends with the longest texts about themselves. */
  static final int MAX_ANSWER_BYTES = 8 << 20;

  /** Whoever asks for more patience is not believed, [F-2]. */
  private static final int MAX_RETRY_AFTER_S = 3_600;

  private static final int FIRST_REFUSAL = 300;

  private final URI server;
  private final HttpClient client;

  Http(URI server, HttpClient client) {
    this.server = server;
    this.client = client;
  }

  /** What came back: {@code 2xx} only. */
  record Answer(Bytes body, HttpHeaders headers) {

    JsonObject json() {
      return JsonObject.parse(body.toArray());
    }
  }

  Call call(String method, String path) {
    return new Call(method, path);
  }

  /** A call that is being put together. */
  final class Call {

    private final String method;
    private final HttpRequest.Builder request;
    private HttpRequest.BodyPublisher body = BodyPublishers.noBody();

    private Call(String method, String path) {
      this.method = method;
      this.request =
          HttpRequest.newBuilder(server.resolve(path))
              .timeout(ANSWER_WITHIN)
              .header("Accept", "application/json, application/problem+json")
              .header("User-Agent", "tacet-client-java");
    }

    Call body(Map<String, ?> members) {
      request.header("Content-Type", "application/json");
      body = BodyPublishers.ofByteArray(JsonObject.write(members));
      return this;
    }

    Call bearer(String accessToken) {
      return header("Authorization", "Bearer " + accessToken);
    }

    Call header(String name, String value) {
      try {
        request.header(name, value);
      } catch (IllegalArgumentException notSendable) {
        // Whatever is sent here is what an answer held before.
        throw JsonObject.malformed();
      }
      return this;
    }

    Answer send() {
      HttpResponse<byte[]> response = exchange(request.method(method, body).build());
      if (response.statusCode() >= FIRST_REFUSAL) {
        throw Problem.of(response.statusCode(), response.body(), response.headers());
      }
      return new Answer(Bytes.of(response.body()), response.headers());
    }
  }

  private HttpResponse<byte[]> exchange(HttpRequest request) {
    var pending =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    try {
      return pending.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw unreachable(failed.getCause());
    } catch (TimeoutException late) {
      pending.cancel(true);
      throw unreachable(late);
    } catch (InterruptedException interrupted) {
      pending.cancel(true);
      Thread.currentThread().interrupt();
      throw unreachable(interrupted);
    }
  }

  private static NetworkException unreachable(@Nullable Throwable cause) {
    String what = cause instanceof IOException ? "the server cannot be reached" : "no answer";
    return new NetworkException(what, cause);
  }

  /** A problem document, or whatever a proxy says in its place. */
  private static final class Problem {

    static ServerRefusedException of(int status, byte[] body, HttpHeaders headers) {
      return new ServerRefusedException(status, code(status, body), retryAfter(headers));
    }

    private static String code(int status, byte[] body) {
      try {
        return JsonObject.parse(body).string("code");
      } catch (RuntimeException noProblemDocument) {
        return "http-" + status;
      }
    }

    private static @Nullable Duration retryAfter(HttpHeaders headers) {
      try {
        return headers
            .firstValue("Retry-After")
            .map(text -> Math.clamp(Long.parseLong(text.strip()), 0, MAX_RETRY_AFTER_S))
            .map(Duration::ofSeconds)
            .orElse(null);
      } catch (NumberFormatException aDate) {
        return null;
      }
    }
  }
}
