package chat.tacet.client.protocol.password;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.vectors.Refused;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("[P] Usernames and passwords")
class PasswordTest {

  private static final Username ALICE = Username.of("alice");
  private static final Bytes SALT = Bytes.zeros(16);

  @ParameterizedTest
  @CsvSource({
    "Alice, alice",
    "\uff21lice, alice", // full-width A
    "\u212alaus, klaus", // the Kelvin sign
    "a.b-c_d9, a.b-c_d9",
    "al_, al_",
    "abc, abc",
    "a2345678901234567890123456789012, a2345678901234567890123456789012",
  })
  @DisplayName("[P-2] a username has one normalised form")
  void username(String typed, String normalised) {
    assertThat(Username.of(typed).value()).isEqualTo(normalised);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ab",
        "a23456789012345678901234567890123",
        "1ab",
        "_ab",
        "a..b",
        "a._b",
        "ab.",
        "ab-",
        "al ice",
        "ålice",
        "\u0130da",
        "abc\n",
      })
  @DisplayName("[P-2] anything else is refused")
  void notUsername(String typed) {
    Refused.with("username-invalid", () -> Username.of(typed));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        Limits.MIN_PASSWORD_ROUNDS - 1,
        Limits.MAX_PASSWORD_ROUNDS + 1,
        1L << 32 | Limits.MIN_PASSWORD_ROUNDS,
      })
  @DisplayName("[P-3] the server cannot ask for too few or too many rounds")
  void rounds(long rounds) {
    Refused.with("password-rounds", () -> PasswordKeys.derive(ALICE, "secret", SALT, rounds));
  }

  @Test
  @DisplayName("[P-1] a password has 1 to 1,024 bytes of UTF-8")
  void length() {
    int rounds = Limits.MIN_PASSWORD_ROUNDS;
    Refused.with("password-length", () -> PasswordKeys.derive(ALICE, "", SALT, rounds));
    Refused.with(
        "password-length", () -> PasswordKeys.derive(ALICE, "ü".repeat(513), SALT, rounds));
    Refused.with("password-length", () -> PasswordKeys.derive(ALICE, "half \ud83d", SALT, rounds));
  }
}
