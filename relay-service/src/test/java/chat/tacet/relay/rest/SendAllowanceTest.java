package chat.tacet.relay.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.kit.problem.ProblemException;
import chat.tacet.relay.TestLimits;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.limits.SendRates;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** A node that has room for one message at a time. */
class SendAllowanceTest {

  private final RelayLimits limits =
      TestLimits.with(Map.of("rest.max-sends", "1", "rate.bytes", "1", "rate.bytes-burst", "10"));
  private final SendAllowance allowance = new SendAllowance(limits, new SendRates(limits));

  private Mono<String> send(UUID device, Mono<String> body, CompletableFuture<String> stored) {
    return allowance.during(device, body, String::length, text -> stored);
  }

  private Mono<String> send(UUID device, String text) {
    return send(device, Mono.just(text), CompletableFuture.completedFuture("stored"));
  }

  @Test
  void whoeverFindsNoPlaceIsRefusedAndItsBodyNotRead() {
    var slow = send(UUID.randomUUID(), Mono.never(), new CompletableFuture<>()).subscribe();
    var read = new AtomicBoolean();
    Mono<String> body =
        Mono.fromSupplier(() -> {
          read.set(true);
          return "hello";
        });

    assertThatThrownBy(() ->
            send(UUID.randomUUID(), body, CompletableFuture.completedFuture("stored")).block())
        .isInstanceOf(ProblemException.class);
    assertThat(read).isFalse();

    slow.dispose();
    assertThat(send(UUID.randomUUID(), "hello").block()).isEqualTo("stored");
  }

  @Test
  void whoeverHangsUpKeepsThePlaceUntilTheMessageIsStored() {
    var stored = new CompletableFuture<String>();
    send(UUID.randomUUID(), Mono.just("hello"), stored).subscribe().dispose();
    assertThatThrownBy(() -> send(UUID.randomUUID(), "hello").block())
        .isInstanceOf(ProblemException.class);

    stored.complete("stored");

    assertThat(send(UUID.randomUUID(), "hello").block()).isEqualTo("stored");
  }

  @Test
  void bytesCountForTheDeviceAndNobodyElse() {
    var alice = UUID.randomUUID();
    assertThat(send(alice, "ten bytes.").block()).isEqualTo("stored");
    assertThatThrownBy(() -> send(alice, "ten bytes.").block())
        .isInstanceOf(ProblemException.class);

    assertThat(send(UUID.randomUUID(), "ten bytes.").block()).isEqualTo("stored");
  }
}
