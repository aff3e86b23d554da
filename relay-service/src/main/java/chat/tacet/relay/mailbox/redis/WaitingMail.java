package chat.tacet.relay.mailbox.redis;

import chat.tacet.kit.metrics.Meters;
import chat.tacet.kit.work.RepeatedWork;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.RedisLink;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How much mail waits, and since when the oldest does. Goes through all mailboxes again and again,
 * a few keys a second whatever their number, and shows what the last whole round found; so mail is
 * never kept waiting for being counted. Only where metrics are shown.
 */
public final class WaitingMail implements SmartLifecycle {

  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Keys looked at in one step: less than a millisecond of Redis. */
  private static final long KEYS = 500;

  /** A page that fails so often is not to be had: its node may have left the cluster. */
  private static final int ATTEMPTS = 5;

  /** Mailboxes asked at the same time. */
  private static final int CONCURRENCY = 16;

  private static final ScanArgs STREAMS = ScanArgs.Builder.limit(KEYS).match(Bytes.of("mb:{*}:s"));

  private final RedisLink redis;
  private final MailboxSurvey survey;
  private final InstantSource clock;
  private final boolean shown;
  private volatile Round found = new Round();

  /** Touched by one step at a time only. */
  private Round current = new Round();

  private ScanCursor cursor = ScanCursor.INITIAL;
  private int failures;
  private final RepeatedWork steps =
      new RepeatedWork(
          "Waiting mail cannot be counted",
          EVERY,
          () -> step().timeout(TIMEOUT).doOnError(failure -> failed()));

  public WaitingMail(RedisLink redis, MailboxSurvey survey, InstantSource clock, Meters meters) {
    this.redis = redis;
    this.survey = survey;
    this.clock = clock;
    this.shown = meters.areShown();
    meters.gauge("tacet.mail.waiting", "Mail that waits in all mailboxes", () -> found.entries);
    meters.gauge("tacet.mail.mailboxes", "Mailboxes in which mail waits", () -> found.mailboxes);
    meters.gauge(
        "tacet.mail.oldest.age.seconds", "Age of the oldest mail that waits", this::oldestAge);
  }

  /** What one round found. */
  private static final class Round {
    private long entries;
    private long mailboxes;
    private long oldest = Long.MAX_VALUE;

    private void add(Mailbox mailbox) {
      if (mailbox.entries > 0) {
        entries += mailbox.entries;
        mailboxes++;
        oldest = Math.min(oldest, mailbox.oldest);
      }
    }
  }

  private record Mailbox(long entries, long oldest) {}

  private double oldestAge() {
    long oldest = found.oldest;
    return oldest == Long.MAX_VALUE ? 0 : Math.max(0, clock.millis() - oldest) / 1000.0;
  }

  /** One step; one at a time. */
  Mono<Void> step() {
    return Mono.fromCompletionStage(() -> redis.commands().scan(cursor, STREAMS))
        .flatMap(page ->
            Flux.fromIterable(page.getKeys())
                .flatMap(this::look, CONCURRENCY)
                .collectList()
                .doOnNext(mailboxes -> advance(page, mailboxes)))
        .then();
  }

  private Mono<Mailbox> look(byte[] stream) {
    return Mono.zip(
        Mono.fromCompletionStage(() -> redis.commands().xlen(stream)),
        Mono.fromCompletionStage(() -> survey.oldest(stream)),
        (entries, oldest) -> new Mailbox(entries, oldest.orElse(Long.MAX_VALUE)));
  }

  /** Only a whole page counts: one that failed is read once more. */
  private synchronized void advance(KeyScanCursor<byte[]> page, List<Mailbox> mailboxes) {
    mailboxes.forEach(current::add);
    failures = 0;
    cursor = page;
    if (page.isFinished()) {
      found = current;
      begin();
    }
  }

  private synchronized void failed() {
    failures++;
    if (failures >= ATTEMPTS) {
      begin();
    }
  }

  private synchronized void begin() {
    failures = 0;
    current = new Round();
    cursor = ScanCursor.INITIAL;
  }

  @Override
  public void start() {
    if (shown) {
      steps.start();
    }
  }

  @Override
  public void stop() {
    steps.stop();
  }

  @Override
  public boolean isRunning() {
    return steps.isRunning();
  }
}
