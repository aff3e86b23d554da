package chat.tacet.kit.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicUrlTest {

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080,http://localhost:8080,ws://localhost:8080",
    "https://Chat.Example.org/,https://chat.example.org,wss://chat.example.org",
    "https://chat.example.org:443,https://chat.example.org,wss://chat.example.org",
    "https://chat.example.org:8443,https://chat.example.org:8443,wss://chat.example.org:8443",
    "http://localhost:80,http://localhost,ws://localhost"
  })
  void originIsWhatBrowsersSend(String url, String origin, String socketOrigin) {
    assertThat(PublicUrl.parse(url).origin()).isEqualTo(origin);
    assertThat(PublicUrl.parse(url).socketOrigin()).isEqualTo(socketOrigin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "chat.example.org",
        "localhost:8080",
        "ftp://chat.example.org",
        "https://chat.example.org/tacet",
        "https://user@chat.example.org",
        "https://chat.example.org?x",
        "https://",
        "https://a b"
      })
  void whatIsNoAddressStopsTheStart(String url) {
    assertThatThrownBy(() -> PublicUrl.parse(url))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("TACET_PUBLIC_URL");
  }

  @Test
  void browsersTrustTlsAndLocalhost() {
    assertThat(PublicUrl.parse("https://chat.example.org").isTrustedByBrowsers()).isTrue();
    assertThat(PublicUrl.parse("http://localhost:1").isTrustedByBrowsers()).isTrue();
    assertThat(PublicUrl.parse("http://tacet.localhost:1").isTrustedByBrowsers()).isTrue();
    assertThat(PublicUrl.parse("http://chat.example.org").isTrustedByBrowsers()).isFalse();
  }
}
