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

  @ParameterizedTest
  @CsvSource({
    "alice,a1ice",
    "alice,aIice",
    "alice,AL1CE",
    "bob,b0b",
    "modern,rnodern",
    "modern,mod-ern",
    "vvivian,wivian",
    "wvv,vvw",
    "wanda,vvanda",
    "al.ice,al_i-ce",
    "alice,a.l.i.c.e",
    "alice,alice_"
  })
  void looksLikeAnother(String name, String other) {
    assertThat(skeleton(name)).isEqualTo(skeleton(other));
  }

  @ParameterizedTest
  @CsvSource({"alice,alise", "bob,bop", "dark,clark", "anna,ama", "user1,user2", "sara,5ara"})
  void looksLikeItself(String name, String other) {
    assertThat(Skeleton.of(name)).isNotEqualTo(Skeleton.of(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "adm1n", "ADMlN", "adrnin", "ad.min", "supp0rt", "vvebmaster_"})
  void isKeptFromPeople(String name) {
    assertThat(Username.parse(name)).map(Username::isReserved).contains(true);
  }

  private static String skeleton(String name) {
    return Username.parse(name).orElseThrow().skeleton();
  }

  @Test
  void printsNobodysName() {
    assertThat(Username.parse("alice").orElseThrow()).asString().doesNotContain("alice");
  }
}
