package chat.tacet.client.rest;

import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The calls of {@code auth-service}. Every one may be repeated. */
public final class AuthApi {

  private static final String BASE = "/api/v1/auth/";
  private static final String REFRESH_COOKIE = "__Host-tacet-refresh=";
  private static final String DEVICE_COOKIE = "__Host-tacet-device=";

  private final Http http;

  public AuthApi(URI server, HttpClient client) {
    this.http = new Http(server, client);
  }

  /**
   * How a password becomes keys.
   *
   * @param salt 16 bytes
   */
  public record PasswordCost(Bytes salt, long rounds) {}

  /** Unknown names get an answer too. */
  public PasswordCost prelogin(String username) {
    JsonObject answer =
        http.call("POST", BASE + "prelogin").body(Map.of("username", username)).send().json();
    return new PasswordCost(answer.bytes("salt"), answer.integer("rounds"));
  }

  /**
   * Refusals: {@code username-taken}, {@code username-invalid}, {@code rounds-too-low}, {@code
   * invitation-needed}, {@code invitation-invalid}.
   *
   * @param invitation a code, where signing up takes one
   */
  public void createAccount(
      UUID accountId,
      String username,
      Bytes salt,
      int rounds,
      Secret authenticationKey,
      @Nullable String invitation) {
    var account = new HashMap<String, Object>();
    account.put("username", username);
    account.put("salt", JsonObject.text(salt));
    account.put("rounds", rounds);
    account.put("authenticationKey", JsonObject.text(Bytes.of(authenticationKey.reveal())));
    if (invitation != null) {
      account.put("invitation", invitation);
    }
    http.call("PUT", BASE + "accounts/" + accountId).body(account).send();
  }

  /**
   * Refusals: {@code wrong-credentials}, {@code device-taken}.
   *
   * @param deviceToken of the last sign-in of this device
   */
  public Login login(
      String username, Secret authenticationKey, UUID deviceId, Optional<String> deviceToken) {
    Http.Call call = http.call("POST", BASE + "login").header("Tacet-Client", "1");
    deviceToken.ifPresent(token -> call.header("Cookie", DEVICE_COOKIE + token));
    return login(
        call.body(
                Map.of(
                    "username", username,
                    "authenticationKey", JsonObject.text(Bytes.of(authenticationKey.reveal())),
                    "deviceId", deviceId.toString()))
            .send());
  }

  /**
   * Access and refresh token are both replaced. The server forgives one repetition with the old one
   * within two minutes, so that a lost answer ends nothing. Refusal: {@code login-ended}.
   */
  Login renew(Login.Tokens tokens) {
    return login(
        http.call("POST", BASE + "token")
            .header("Tacet-Client", "1")
            .header("Cookie", REFRESH_COOKIE + tokens.refresh())
            .send());
  }

  void complete(String accessToken) {
    http.call("POST", BASE + "account/complete").bearer(accessToken).send();
  }

  String ticket(String accessToken) {
    return http.call("POST", BASE + "tickets").bearer(accessToken).send().json().string("ticket");
  }

  void logout(String accessToken) {
    http.call("POST", BASE + "logout").bearer(accessToken).send();
  }

  private static Login login(Http.Answer answer) {
    JsonObject json = answer.json();
    return new Login(
        json.id("accountId"),
        json.string("username"),
        json.integer("expiresInMs"),
        json.flag("complete"),
        new Login.Tokens(
            json.string("accessToken"),
            cookie(answer.headers(), REFRESH_COOKIE).orElseThrow(JsonObject::malformed),
            cookie(answer.headers(), DEVICE_COOKIE)));
  }

  /**
   * Cookies are kept by hand: they are {@code Secure}, and the JDK's cookie store would not send
   * them to http://localhost, where a server is tried out.
   */
  private static Optional<String> cookie(HttpHeaders headers, String name) {
    return headers.allValues("Set-Cookie").stream()
        .filter(cookie -> cookie.startsWith(name))
        .map(cookie -> cookie.substring(name.length()).split(";", 2)[0])
        .filter(token -> !token.isEmpty())
        .findFirst();
  }
}
