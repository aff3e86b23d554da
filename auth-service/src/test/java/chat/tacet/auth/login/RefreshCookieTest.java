package chat.tacet.auth.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.kit.boot.PublicUrl;
import chat.tacet.kit.problem.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpCookie;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class RefreshCookieTest {

  /** Browsers leave out the port that a scheme has anyway, whatever the operator wrote. */
  @ParameterizedTest
  @CsvSource({
    "https://chat.example.org, https://chat.example.org",
    "https://chat.example.org:443/, https://chat.example.org",
    "http://localhost:80, http://localhost",
    "https://Chat.Example.org:8443, https://chat.example.org:8443",
  })
  void itIsTakenFromThePublicAddressAsBrowsersSayIt(String publicUrl, String origin) {
    var cookie = new RefreshCookie(PublicUrl.parse(publicUrl));

    assertThat(cookie.read(from(origin))).as("the cookie was looked at, and is no token").isEmpty();
    assertThatThrownBy(() -> cookie.read(from(origin + ".evil.example")))
        .isInstanceOf(ProblemException.class);
  }

  private static MockServerHttpRequest from(String origin) {
    return MockServerHttpRequest.post("/api/v1/auth/token")
        .header("Origin", origin)
        .header("Tacet-Client", "1")
        .cookie(new HttpCookie(RefreshCookie.NAME, "nonsense"))
        .build();
  }
}
