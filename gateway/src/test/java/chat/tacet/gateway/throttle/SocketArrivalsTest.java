package chat.tacet.gateway.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

@DisplayName("[F-14] Of the sockets that come at once")
class SocketArrivalsTest {

  private static final String HOME = "192.0.2.1";
  private static final String OFFICE = "192.0.2.2";
  private static final Duration LONG = Duration.ofHours(1);

  @Test
  void asManyAsThereArePlacesAreLetIn() {
    var arrivals = arrivals(2, 2, LONG);
    var first = new Arrival(arrivals, HOME);
    var second = new Arrival(arrivals, OFFICE);
    var third = new Arrival(arrivals, OFFICE);

    assertThat(first.begun).isTrue();
    assertThat(second.begun).isTrue();
    assertThat(third.begun).isFalse();
    assertThat(third.comeAgain).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(9));
  }

  @Test
  void anAddressHasItsShareAndNoMore() {
    var arrivals = arrivals(3, 1, LONG);
    var first = new Arrival(arrivals, HOME);

    assertThat(new Arrival(arrivals, HOME).begun).isFalse();
    assertThat(new Arrival(arrivals, OFFICE).begun).isTrue();
    first.end.tryEmitEmpty();
    assertThat(new Arrival(arrivals, HOME).begun).isTrue();
  }

  @Test
  void whoIsRefusedGoesOrHasArrivedLetsTheNextOneIn() {
    var arrivals = arrivals(1, 1, LONG);

    new Arrival(arrivals, HOME).end.tryEmitError(new IllegalStateException("refused"));
    var gone = new Arrival(arrivals, HOME);
    assertThat(gone.begun).isTrue();
    gone.way.dispose();
    var arrived = new Arrival(arrivals, HOME);
    assertThat(arrived.begun).isTrue();
    SocketArrivals.arrived(arrived.context);

    var next = new Arrival(arrivals, HOME);
    assertThat(next.begun).isTrue();
    // It was counted out when it arrived: its end is nothing to the one who came after it.
    arrived.end.tryEmitEmpty();
    assertThat(new Arrival(arrivals, HOME).begun).isFalse();
  }

  @Test
  void whoIsNeverAnsweredKeepsNobodyElseWaitingForLong() {
    var arrivals = arrivals(1, 1, Duration.ofMillis(1));
    var silent = new Arrival(arrivals, HOME);

    await().until(() -> new Arrival(arrivals, OFFICE).begun);
    assertThat(silent.way.isDisposed()).as("it may still arrive").isFalse();
  }

  private static SocketArrivals arrivals(int most, int perAddress, Duration longest) {
    var any = new Rate(1, 1);
    return new SocketArrivals(
        new ThrottleProperties(any, 1, any, any, most, perAddress, longest, any));
  }

  private static InetAddress from(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** Somebody on the way. */
  private static final class Arrival {

    final Sinks.Empty<Void> end = Sinks.empty();
    final Disposable way;
    boolean begun;
    Context context = Context.empty();
    Duration comeAgain = Duration.ZERO;

    Arrival(SocketArrivals arrivals, String address) {
      Mono<Void> arrival =
          Mono.deferContextual(seen -> {
            begun = true;
            context = Context.of(seen);
            return end.asMono();
          });
      way =
          arrivals
              .admit(
                  from(address),
                  arrival,
                  wait -> {
                    comeAgain = wait;
                    return Mono.empty();
                  })
              .onErrorResume(IllegalStateException.class, _ -> Mono.empty())
              .subscribe();
    }
  }
}
