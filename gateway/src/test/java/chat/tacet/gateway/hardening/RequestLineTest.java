package chat.tacet.gateway.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestLineTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/a",
        "/a/",
        "/a/b.c",
        "/a/..b",
        "/a/...",
        "/a/b%20c",
        "/a/%C3%A4",
        "/a?x=/../",
        "/a?x=%2F",
        "/a?",
        "/@a:b"
      })
  void oneReading(String target) {
    assertThat(RequestLine.isUnambiguous(target)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "*",
        "//",
        "/a//b",
        "/a/./b",
        "/a/../b",
        "/..",
        "/.",
        "/a/%2E%2e/b",
        "/a%2fb",
        "/a%2Fb",
        "/a%5cb",
        "/a\\b",
        "/a;b",
        "/a%3bb",
        "/a%00",
        "/a%0a",
        "/a%7f",
        "/a%252e",
        "/a%",
        "/a%2",
        "/a%zz",
        "/a b",
        "/ä",
        "/a?x=%",
        "/a?x=<",
        "/a#b",
        "http://a/b"
      })
  void twoReadings(String target) {
    assertThat(RequestLine.isUnambiguous(target)).isFalse();
  }
}
