package chat.tacet.social.link;

import static chat.tacet.kit.problem.CommonProblems.FORBIDDEN;
import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;
import static chat.tacet.social.link.LinkProblems.NOTHING_YET;
import static chat.tacet.social.link.LinkProblems.NUMBERS_DIFFER;

import chat.tacet.kit.token.Caller;
import java.time.Duration;
import java.util.UUID;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Waits for what the other side puts. It may have been put at another node, so the database is
 * looked into again and again; no thread waits meanwhile.
 */
@Component
final class LinkReading implements SmartLifecycle {

  /**
   * Twice a second: people compare numbers on two screens and should not notice. Of what is put at
   * this node it hears at once.
   */
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final LinkTable table;
  private final Waiters waiters;
  private final News news;
  private final LinkProperties properties;
  private final Sinks.Empty<Void> stopping = Sinks.empty();
  private volatile boolean running;

  LinkReading(LinkTable table, Waiters waiters, News news, LinkProperties properties) {
    this.table = table;
    this.waiters = waiters;
    this.news = news;
    this.properties = properties;
  }

  /**
   * The message of this number, for the side it is for.
   *
   * @return fails with {@code nothing-yet} if it does not come in time, and with {@code not-found}
   *     as soon as there is no such meeting
   */
  Mono<LinkMessage> read(Caller caller, UUID linkId, int number) {
    Mono<LinkMessage> look = Mono.defer(() -> look(caller, linkId, number));
    Mono<LinkMessage> wait =
        look.repeatWhenEmpty(times -> untilItIsTime(caller.accountId(), times));
    return look.switchIfEmpty(Mono.defer(() -> waiters.admit(caller.accountId(), wait)))
        .switchIfEmpty(Mono.error(NOTHING_YET::exception));
  }

  private Flux<Boolean> untilItIsTime(UUID accountId, Flux<Long> times) {
    return times
        .concatMap(_ -> news.next(accountId).hasElement().timeout(LOOK_EVERY, Mono.just(false)))
        .take(properties.longestWait())
        .takeUntilOther(stopping.asMono());
  }

  private Mono<LinkMessage> look(Caller caller, UUID linkId, int number) {
    return table
        .find(caller.accountId(), linkId)
        .switchIfEmpty(Mono.error(NOT_FOUND::exception))
        .filter(meeting ->
            meeting
                .sideOf(caller.loginSessionId())
                .filter(Side.ofMessage(number).other()::equals)
                .isPresent())
        .switchIfEmpty(Mono.error(FORBIDDEN::exception))
        .filter(meeting -> !meeting.numbersDiffer())
        .switchIfEmpty(Mono.error(NUMBERS_DIFFER::exception))
        .flatMap(_ -> table.message(caller.accountId(), number));
  }

  @Override
  public void start() {
    running = true;
  }

  /** Whoever waits is answered, and asks another node: else this one could not stop for so long. */
  @Override
  public void stop() {
    running = false;
    stopping.tryEmitEmpty();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Stopped before the web server, which waits for its calls. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
