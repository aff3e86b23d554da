package chat.tacet.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What the doctor says of an address behind which something is wrong, on a host and in a container.
 */
class AddressCheckTest {

  private static final Map<String, String> HOST = Map.of();

  /** What services are told that are not alone in their process. */
  private static final Map<String, String> CONTAINER =
      Map.of("TACET_AUTH_JWKS_URL", "http://auth:8081/api/v1/auth/jwks.json");

  @Test
  void whatTakesConnectionsAndSaysNothingIsBrokenInAContainerToo() throws IOException {
    try (var silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      assertThat(findings(CONTAINER, "http://localhost:" + silent.getLocalPort()))
          .singleElement()
          .matches(Finding::isBroken)
          .extracting(Finding::says)
          .isEqualTo("something is there and does not answer.");
    }
  }

  @Test
  void whatCannotBeReachedFromAContainerIsNotJudgedThere() throws IOException {
    int port;
    try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    var url = "http://localhost:" + port;

    assertThat(findings(HOST, url)).singleElement().matches(Finding::isBroken);
    assertThat(findings(CONTAINER, url))
        .singleElement()
        .matches(finding -> !finding.isBroken())
        .extracting(Finding::mend)
        .asString()
        .contains("gateway");
  }

  private static List<Finding> findings(Map<String, String> place, String url) {
    var variables = new HashMap<>(place);
    variables.put("TACET_PUBLIC_URL", url);
    return new AddressCheck(variables, Optional.empty()).findings();
  }
}
