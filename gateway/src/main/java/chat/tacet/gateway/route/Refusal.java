package chat.tacet.gateway.route;

import chat.tacet.kit.client.ArrivalsHeader;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a relay refused the handshake of a socket. */
final class Refusal {

  /** The status of one that did not answer any. */
  static final int UNREACHABLE = 0;

  private static final int UNAVAILABLE = 503;

  /** [F-2] What clients take at most; with nine digits no number is too large to be read. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

  /** The header says whole seconds: without a part of one everybody would come on the stroke. */
  private static final Duration STROKE = Duration.ofSeconds(1);

  private Refusal() {}

  static int status(Throwable failure) {
    HttpResponse answer = answer(failure);
    return answer == null ? UNREACHABLE : answer.status().code();
  }

  /**
   * [F-14] When to come again, if the relay has too many on their way in and nothing else is amiss:
   * it did nothing for this one, so another node may be asked with the same ticket.
   */
  static Optional<Duration> busy(Throwable failure) {
    HttpResponse answer = answer(failure);
    if (answer == null
        || answer.status().code() != UNAVAILABLE
        || !ArrivalsHeader.FULL.equals(answer.headers().get(ArrivalsHeader.NAME))) {
      return Optional.empty();
    }
    return Optional.ofNullable(answer.headers().get(HttpHeaderNames.RETRY_AFTER))
        .filter(SECONDS.asMatchPredicate())
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
        .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait)
        // No secret hangs on it.
        .map(wait -> wait.plusMillis(ThreadLocalRandom.current().nextLong(STROKE.toMillis())));
  }

  private static @Nullable HttpResponse answer(Throwable failure) {
    return failure instanceof WebSocketClientHandshakeException handshake
        ? handshake.response()
        : null;
  }
}
