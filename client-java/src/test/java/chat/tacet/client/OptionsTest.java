package chat.tacet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.client.failure.UsageException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Options")
class OptionsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://chat.example.org",
        "http://localhost:8080",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
        "http://chat.localhost"
      })
  @DisplayName("take a server that tokens may be sent to")
  void safe(String address) {
    assertThatCode(() -> Tacet.at(URI.create(address))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://chat.example.org",
        "http://192.168.1.5:8080",
        "http://localhost.example.org",
        "http://127.example.org",
        "ftp://localhost",
        "localhost:8080"
      })
  @DisplayName("refuse one that they must not")
  void unsafe(String address) {
    assertThatThrownBy(() -> Tacet.at(URI.create(address))).isInstanceOf(UsageException.class);
  }

  @Test
  @DisplayName("give the password once, and it is wiped after use")
  void password() {
    char[] password = "correct horse".toCharArray();
    Options options =
        Tacet.at(URI.create("http://localhost:1"))
            .store(Path.of("never", "made.db"))
            .username("not a username!")
            .password(password);

    assertThatThrownBy(() -> Tacet.connect(options, new Listener() {}))
        .isInstanceOf(UsageException.class);

    assertThat(password).containsOnly('\0');
    assertThatThrownBy(() -> Tacet.connect(options, new Listener() {}))
        .hasMessageContaining("password");
  }
}
