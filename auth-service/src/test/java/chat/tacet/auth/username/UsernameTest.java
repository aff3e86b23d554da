package chat.tacet.auth.username;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsernameTest {

  @ParameterizedTest
  @CsvSource({
    "abc,abc",
    "Alice,alice",
    "a.b_c-d9,a.b_c-d9",
    "alice_,alice_",
    "\uff21\uff4c\uff49\uff43\uff45,alice",
    "\u212alaus,klaus",
    "abcdefghijklmnopqrstuvwxyz012345,abcdefghijklmnopqrstuvwxyz012345"
  })
  void keepsTheRules(String typed, String key) {
    assertThat(Username.parse(typed)).map(Username::key).contains(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ab",
        "abcdefghijklmnopqrstuvwxyz0123456",
        "1abc",
        "_abc",
        ".abc",
        "abc.",
        "abc-",
        "a..b",
        "a._b",
        "a b",
        "al\u0131ce",
        "\u0430lice",
        "stra\u00dfe",
        "\u0130stanbul",
        "alice\u0000",
        "ali\u200bce",
        "alice\n",
        "\ud800bc"
      })
  void breaksARule(String typed) {
    assertThat(Username.parse(typed)).isEmpty();
  }

  @Test
  void printsNobodysName() {
    assertThat(Username.parse("alice").orElseThrow()).asString().doesNotContain("alice");
  }
}
