package chat.tacet.relay.connection;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.kit.problem.CommonProblems;
import chat.tacet.kit.revocation.RevocationCheck;
import chat.tacet.kit.testing.TestIssuer;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.kit.token.Ticket;
import chat.tacet.relay.RelayServiceApplication;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

@DisplayName("[F-13] A device whose login cannot be asked about when its socket opens")
class DeviceConnectionTest {

  private static TestIssuer issuer;
  private static ConfigurableApplicationContext relay;

  @BeforeAll
  static void open() {
    issuer = TestIssuer.start();
    relay =
        RelayServiceApplication.SERVICE.start(
            Map.of(
                "server.port", 0,
                "tacet.redis-url", TestRedis.shared().url(),
                "tacet.auth-jwks-url", issuer.jwksUrl()));
  }

  @AfterAll
  static void close() {
    relay.close();
    issuer.close();
  }

  @Test
  void isAskedToComeAgain() {
    RevocationCheck stale =
        (account, login, device) -> {
          throw CommonProblems.UNAVAILABLE.exception();
        };

    assertThat(closeCode(stale)).isEqualTo(Goodbye.Code.SHUTTING_DOWN);
  }

  @Test
  void isToldThatItsLoginEndedOnlyIfThatIsKnown() {
    RevocationCheck ended =
        (account, login, device) -> {
          throw CommonProblems.LOGIN_ENDED.exception();
        };

    assertThat(closeCode(ended)).isEqualTo(Goodbye.Code.LOGIN_ENDED);
  }

  private static Goodbye.Code closeCode(RevocationCheck revocations) {
    var channel = new EmbeddedChannel();
    var ticket =
        new Ticket(
            UUID.randomUUID(),
            UUID.randomUUID(),
            UUID.randomUUID(),
            UUID.randomUUID(),
            Instant.now());
    var connection = new DeviceConnection(with(revocations), ticket, channel);
    connection.open(0);
    connection.closed();
    int status =
        Stream.<Object>generate(channel::readOutbound)
            .takeWhile(Objects::nonNull)
            .filter(CloseWebSocketFrame.class::isInstance)
            .map(CloseWebSocketFrame.class::cast)
            .mapToInt(CloseWebSocketFrame::statusCode)
            .findFirst()
            .orElseThrow();
    return Goodbye.Code.forNumber(status - 4000);
  }

  private static RelayServices with(RevocationCheck revocations) {
    RelayServices node = relay.getBean(RelayServices.class);
    return new RelayServices(
        node.limits(),
        node.clock(),
        node.names(),
        node.roster(),
        node.locator(),
        node.nodes(),
        node.mailboxes(),
        node.capacity(),
        node.admission(),
        node.carrier(),
        node.rates(),
        node.memory(),
        node.parts(),
        node.typing(),
        node.presence(),
        node.rounds(),
        revocations,
        node.tally());
  }
}
