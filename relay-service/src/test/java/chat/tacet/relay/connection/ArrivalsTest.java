package chat.tacet.relay.connection;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.problem.ProblemException;
import chat.tacet.relay.TestLimits;
import chat.tacet.relay.connection.Arrivals.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

@DisplayName("[F-14] Of those who arrive at once")
class ArrivalsTest {

  private final Arrivals arrivals =
      new Arrivals(
          TestLimits.with(
              Map.of("connection.max-arriving", "2", "connection.come-again-within", "8s")));

  private final List<Place> places = new ArrayList<>();
  private final List<Sinks.Empty<Void>> doors = new ArrayList<>();
  private final AtomicInteger full = new AtomicInteger();
  private boolean room = true;

  @Test
  void asManyAsThereArePlacesAreLetInAndTheNextIsToldWhenToComeAgain() {
    arrives();
    arrives();

    Set<Duration> waits = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      waits.add(refusal().retryAfter());
    }

    assertThat(waits)
        .allMatch(wait -> wait.compareTo(Duration.ofSeconds(1)) >= 0)
        .allMatch(wait -> wait.compareTo(Duration.ofSeconds(9)) <= 0)
        .as("each is told another time")
        .hasSizeGreaterThan(25);
    assertThat(places).as("nothing was begun for those").hasSize(2);
    assertThat(full).as("of each it is said that only places are wanting").hasValue(50);
  }

  @Test
  void aPlaceIsLeftHoweverTheArrivalEnds() {
    arrives();
    arrives();
    doors.get(0).tryEmitEmpty();
    arrives();
    doors.get(1).tryEmitError(new IllegalStateException("broken"));
    Disposable third = arrives();
    third.dispose();
    arrives();

    assertThat(places).hasSize(5);
    assertThat(full).as("who fails otherwise is no reason to say so").hasValue(0);
    assertThat(refusal().type().code()).isEqualTo("unavailable");
  }

  @Test
  void nobodyArrivesWhereTheNodeTakesNobody() {
    room = false;

    assertThat(refusal().retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(9));
    assertThat(full).hasValue(1);
  }

  @Test
  void anArrivalThatCannotEvenBeginLeavesItsPlace() {
    for (int i = 0; i < 3; i++) {
      Mono<Void> broken =
          arrivals.admit(
              place -> {
                throw new IllegalStateException("broken");
              },
              () -> room,
              full::incrementAndGet);
      assertThat(broken.onErrorResume(IllegalStateException.class, _ -> Mono.empty()).block())
          .isNull();
    }
  }

  @Test
  void whoeverLeavesEarlyLeavesOnce() {
    arrives();
    places.getFirst().leave();
    places.getFirst().leave();
    doors.getFirst().tryEmitEmpty();
    arrives();
    arrives();

    assertThat(refusal().type().status()).isEqualTo(503);
  }

  private Disposable arrives() {
    Sinks.Empty<Void> door = Sinks.empty();
    return arrivals
        .<Void>admit(
            place -> {
              places.add(place);
              doors.add(door);
              return door.asMono();
            },
            () -> room,
            full::incrementAndGet)
        .onErrorResume(IllegalStateException.class, _ -> Mono.empty())
        .subscribe();
  }

  private ProblemException refusal() {
    return arrivals
        .<ProblemException>admit(
            place -> Mono.error(new AssertionError("let in")), () -> room, full::incrementAndGet)
        .onErrorResume(ProblemException.class, Mono::just)
        .blockOptional()
        .orElseThrow();
  }
}
