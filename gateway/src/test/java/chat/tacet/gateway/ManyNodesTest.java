package chat.tacet.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A service of several nodes, of which some are away: people notice nothing. */
class ManyNodesTest {

  private static final String NOBODY = "http://127.0.0.1:1";
  private static final String ASKED = "/api/v1/auth/usernames/alice";

  private static StubBackend one;
  private static StubBackend two;
  private static Door door;

  @BeforeAll
  static void open() {
    one = new StubBackend("one");
    two = new StubBackend("two");
    door =
        Door.open(
            Map.of(
                "tacet.auth-url",
                String.join(",", NOBODY, one.url(), two.url()),
                "tacet.relay-url",
                String.join(",", one.url(), two.url())));
    one.json("/api/v1/auth/jwks.json", door.tokens.jwks());
    two.json("/api/v1/auth/jwks.json", door.tokens.jwks());
  }

  @AfterAll
  static void close() {
    door.close();
    one.close();
    two.close();
  }

  @BeforeEach
  void forget() {
    one.received.clear();
    two.received.clear();
  }

  @Test
  void callsGoToAllThatAreThereInTurn() {
    for (int i = 0; i < 12; i++) {
      assertThat(door.get(ASKED).body()).isIn("one", "two");
    }

    assertThat(one.received.size()).isBetween(4, 8);
    assertThat(two.received.size()).isBetween(4, 8);
  }

  @Test
  void whatCouldNotBeSentIsSentToAnotherOnce() {
    for (int i = 0; i < 6; i++) {
      var login =
          door.to("/api/v1/auth/login")
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{\"number\":%d}".formatted(i)));
      assertThat(door.send(login).statusCode()).isEqualTo(200);
    }

    var bodies =
        List.of(one, two).stream()
            .flatMap(each -> each.received.stream())
            .map(StubBackend.Received::body)
            .toList();
    assertThat(bodies).hasSize(6).doesNotHaveDuplicates().noneMatch(String::isEmpty);
  }

  @Test
  void aQuestionWhoseAnswerBreaksOffIsAskedAgainAndAChangeIsNot() {
    for (StubBackend each : List.of(one, two)) {
      each.on("/api/v1/auth/usernames/broken", ManyNodesTest::breakOff);
      each.on("/api/v1/auth/logout", ManyNodesTest::breakOff);
    }

    assertThat(door.get("/api/v1/auth/usernames/broken").statusCode()).isGreaterThanOrEqualTo(500);
    int questions = one.received.size() + two.received.size();
    assertThat(questions).isGreaterThan(1);
    var logout = door.to("/api/v1/auth/logout").POST(BodyPublishers.noBody());
    assertThat(door.send(logout).statusCode()).isGreaterThanOrEqualTo(500);

    assertThat(one.received.size() + two.received.size()).isEqualTo(questions + 1);
  }

  @Test
  @DisplayName("[F-14] a relay that is busy is passed by for that socket only")
  void whatABusyRelayHasNoPlaceForGoesToAnother() throws Exception {
    one.beBusy(9);
    two.socket((in, out) -> out.sendClose(4002, "displaced"));

    for (int i = 0; i < 6; i++) {
      assertThat(door.closeCode()).isEqualTo(4002);
    }

    assertThat(one.received)
        .filteredOn(received -> received.target().equals("/ws"))
        .as("it keeps its turn")
        .hasSize(3);
    two.beBusy(9);
    assertThat(door.closeCode()).as("nobody has a place").isEqualTo(4009);
  }

  @Test
  void aSocketGoesPastARelayThatIsNotThere() throws Exception {
    try (var halfThere =
        Door.open(Map.of("tacet.relay-url", String.join(",", NOBODY, two.url())))) {
      two.socket((in, out) -> out.sendClose(4002, "displaced"));

      assertThat(halfThere.closeCode()).isEqualTo(4002);
      assertThat(halfThere.closeCode()).isEqualTo(4002);
    }
  }

  @Test
  void aRelayThatHangsIsFoundOutAndPassedOver() throws Exception {
    try (var hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var halfThere =
            Door.open(
                Map.of(
                    "tacet.relay-url",
                    "http://127.0.0.1:" + hanging.getLocalPort() + "," + two.url()))) {
      two.socket((in, out) -> out.sendClose(4002, "displaced"));

      // It takes the connection, and never says a word.
      assertThat(halfThere.closeCode()).isEqualTo(4001);
      assertThat(halfThere.closeCode()).isEqualTo(4002);
      assertThat(halfThere.closeCode()).as("it is passed over").isEqualTo(4002);
    }
  }

  @Test
  void aSocketThatHasArrivedStays() throws Exception {
    Sinks.Empty<Void> over = Sinks.empty();
    two.socket((in, out) -> over.asMono().then(out.sendClose(4002, "displaced")));
    try (var patient = Door.open(Map.of("tacet.relay-url", two.url()))) {
      var ear = new Ear();
      var _ = patient.socket(ear);
      // Twice as long as a relay has to answer.
      assertThatThrownBy(() -> ear.closed.get(2, TimeUnit.SECONDS))
          .isInstanceOf(TimeoutException.class);
      over.tryEmitEmpty();
      assertThat(ear.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4002);
    }
  }

  @Test
  void oneReadyNodeIsEnough() {
    assertThat(door.get("/readyz").statusCode()).isEqualTo(200);
  }

  private static Publisher<Void> breakOff(HttpServerRequest request, HttpServerResponse response) {
    request.withConnection(Connection::dispose);
    return Mono.never();
  }
}
