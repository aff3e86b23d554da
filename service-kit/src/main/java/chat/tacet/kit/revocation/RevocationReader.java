package chat.tacet.kit.revocation;

import chat.tacet.kit.redaction.Redacted;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.domain.Range;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.ReactiveRedisMessageListenerContainer;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Reads the sorted set {@code auth:revoked} whole, again and again, and listens to the channel of
 * the same name in between. The channel may lose messages; the re-read is what the promise of 5 s
 * stands on.
 */
final class RevocationReader implements SmartLifecycle {

  static final String KEY = "auth:revoked";

  /** With {@link #READ_TIMEOUT} below the 5 s that {@code contracts/events} promises. */
  static final Duration INTERVAL = Duration.ofSeconds(3);

  static final Duration READ_TIMEOUT = Duration.ofMillis(1500);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(RevocationReader.class);

  private final ReactiveStringRedisTemplate redis;
  private final KnownRevocations known;
  private volatile @Nullable Disposable running;
  private volatile boolean failing;

  RevocationReader(ReactiveStringRedisTemplate redis, KnownRevocations known) {
    this.redis = redis;
    this.known = known;
  }

  @Override
  public void start() {
    // Its connection closes with the connection factory, which is destroyed after every lifecycle.
    var container = new ReactiveRedisMessageListenerContainer(redis.getConnectionFactory());
    running = Disposables.composite(rereads().subscribe(), channel(container).subscribe());
  }

  @Override
  public void stop() {
    Disposable current = running;
    if (current != null) {
      current.dispose();
    }
    running = null;
  }

  @Override
  public boolean isRunning() {
    return running != null;
  }

  /** Starts before the web server, so that the first request finds a set that was read. */
  @Override
  public int getPhase() {
    return 0;
  }

  private Flux<Void> rereads() {
    return Flux.interval(Duration.ZERO, INTERVAL).onBackpressureDrop().concatMap(tick -> read(), 1);
  }

  private Mono<Void> read() {
    return Mono.defer(() -> {
      long startedAt = known.now();
      // All of them, whatever the clock here says: auth-service takes out what matters no longer.
      return redis
          .opsForZSet()
          .range(KEY, Range.unbounded())
          .map(Revocation::parse)
          .flatMapIterable(RevocationReader::known)
          .collect(Collectors.toUnmodifiableSet())
          .timeout(READ_TIMEOUT)
          .doOnNext(read -> known.replace(read, startedAt))
          .doOnNext(read -> succeeded())
          .then()
          .onErrorResume(this::readFailed);
    });
  }

  private static Iterable<Revocation> known(Optional<Revocation> parsed) {
    return parsed.stream().toList();
  }

  /** Says it once per outage; {@link KnownRevocations} fails closed by its own clock. */
  private Mono<Void> readFailed(Throwable error) {
    if (!failing) {
      failing = true;
      log.warn("Redis is away, revocations cannot be read: {}", Redacted.summary(error));
    }
    return Mono.empty();
  }

  private void succeeded() {
    if (failing) {
      failing = false;
      log.info("Redis is back, revocations are read again.");
    }
  }

  private Flux<Void> channel(ReactiveRedisMessageListenerContainer container) {
    return container
        .receive(ChannelTopic.of(KEY))
        .flatMapIterable(message -> known(Revocation.parse(message.getMessage())))
        .doOnNext(known::add)
        .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(200)).maxBackoff(MAX_BACKOFF))
        .thenMany(Flux.empty());
  }
}
