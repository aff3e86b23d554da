package chat.tacet.gateway.hardening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.kit.boot.StartRefusedException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

class TrustedProxiesTest {

  private static final TrustedProxies PROXIES =
      new TrustedProxies(List.of("10.0.0.0/8", "2001:db8::/32", " 192.0.2.1 ", ""));

  @Test
  void aStrangersHeaderCountsForNothing() {
    assertThat(client("203.0.113.9", "6.6.6.6")).isEqualTo("203.0.113.9");
  }

  @Test
  void theLastUntrustedHopIsTheClient() {
    assertThat(client("10.1.2.3", "6.6.6.6, 203.0.113.9")).isEqualTo("203.0.113.9");
    assertThat(client("10.1.2.3", "6.6.6.6, 203.0.113.9, 10.9.9.9, 192.0.2.1"))
        .isEqualTo("203.0.113.9");
    assertThat(client("2001:db8::5", "203.0.113.9")).isEqualTo("203.0.113.9");
  }

  @Test
  void anEntryThatIsNoAddressEndsTheSearch() {
    assertThat(client("10.1.2.3", "203.0.113.9, localhost")).isEqualTo("10.1.2.3");
    assertThat(client("10.1.2.3", "203.0.113.9, unknown, 10.4.4.4")).isEqualTo("10.4.4.4");
    assertThat(client("10.1.2.3", "")).isEqualTo("10.1.2.3");
  }

  @Test
  void withoutAHeaderTheProxyIsTheClient() {
    assertThat(
            PROXIES
                .clientBehind(InetAddress.ofLiteral("10.1.2.3"), new HttpHeaders())
                .getHostAddress())
        .isEqualTo("10.1.2.3");
  }

  @Test
  void prefixesCountBits() {
    assertThat(Network.parse("10.128.0.0/9").contains(InetAddress.ofLiteral("10.127.0.1")))
        .isFalse();
    assertThat(Network.parse("10.128.0.0/9").contains(InetAddress.ofLiteral("10.200.0.1")))
        .isTrue();
    assertThat(Network.parse("0.0.0.0/0").contains(InetAddress.ofLiteral("::1"))).isFalse();
  }

  @Test
  void aListThatIsNoneStopsTheStart() {
    assertThatThrownBy(() -> new TrustedProxies(List.of("proxy.example.org")))
        .isInstanceOf(StartRefusedException.class);
    assertThatThrownBy(() -> new TrustedProxies(List.of("10.0.0.0/33")))
        .isInstanceOf(StartRefusedException.class);
  }

  private static String client(String peer, String forwardedFor) {
    var headers = new HttpHeaders();
    headers.add(TrustedProxies.FORWARDED_FOR, forwardedFor);
    return PROXIES.clientBehind(InetAddress.ofLiteral(peer), headers).getHostAddress();
  }
}
