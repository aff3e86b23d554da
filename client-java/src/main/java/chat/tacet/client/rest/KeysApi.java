package chat.tacet.client.rest;

import chat.tacet.client.protocol.bytes.Bytes;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Device lists and prekeys at {@code social-service}, as the opaque bytes that were signed. Every
 * call but {@link #bundle} may be repeated; that one costs a one-time prekey each time.
 */
public final class KeysApi {

  private static final String BASE = "/api/v1/social/";

  private final Http http;
  private final LoginSession login;

  public KeysApi(URI server, HttpClient client, LoginSession login) {
    this.http = new Http(server, client);
    this.login = login;
  }

  /**
   * Device lists above the version that was asked for.
   *
   * @param lists ascending, at most 64
   * @param version the newest there is
   */
  public record DeviceLists(List<Bytes> lists, long version) {}

  /** Prekeys to publish, each a serialised {@code SignedPrekey}. */
  public record Upload(
      Optional<Bytes> x25519Signed,
      Optional<Bytes> mlKemLastResort,
      List<Bytes> x25519OneTime,
      List<Bytes> mlKemOneTime) {

    public boolean isEmpty() {
      return x25519Signed.isEmpty()
          && mlKemLastResort.isEmpty()
          && x25519OneTime.isEmpty()
          && mlKemOneTime.isEmpty();
    }
  }

  /**
   * What the service holds of this device's prekeys.
   *
   * @param x25519OneTimeHighestKeyId -1 before the first
   * @param mlKemOneTimeHighestKeyId -1 before the first
   */
  public record Stock(
      long x25519OneTime,
      long mlKemOneTime,
      long x25519SignedCounter,
      long mlKemLastResortCounter,
      long x25519OneTimeHighestKeyId,
      long mlKemOneTimeHighestKeyId) {}

  /** The prekeys of one device for one handshake, each a serialised {@code SignedPrekey}. */
  public record BundleBytes(
      Bytes x25519Signed,
      Optional<Bytes> x25519OneTime,
      Optional<Bytes> mlKemOneTime,
      Bytes mlKemLastResort) {}

  /** Refusals: {@code device-list-conflict}, {@code device-list-invalid}. */
  public void putDeviceList(Bytes signedDeviceList) {
    login.run(token ->
        http.call("PUT", BASE + "device-list")
            .bearer(token)
            .body(Map.of("signedDeviceList", JsonObject.text(signedDeviceList)))
            .send());
  }

  public DeviceLists deviceLists(UUID accountId, long after) {
    JsonObject answer = get("users/" + accountId + "/device-lists?after=" + after);
    return new DeviceLists(answer.byteList("lists"), answer.integer("version"));
  }

  public void putPrekeys(Upload upload) {
    Map<String, Object> body = new HashMap<>();
    upload.x25519Signed().ifPresent(key -> body.put("x25519Signed", JsonObject.text(key)));
    upload.mlKemLastResort().ifPresent(key -> body.put("mlKemLastResort", JsonObject.text(key)));
    body.put("x25519OneTime", upload.x25519OneTime().stream().map(JsonObject::text).toList());
    body.put("mlKemOneTime", upload.mlKemOneTime().stream().map(JsonObject::text).toList());
    login.run(token -> http.call("PUT", BASE + "prekeys").bearer(token).body(body).send());
  }

  public Stock stock() {
    JsonObject answer = get("prekeys");
    return new Stock(
        answer.integer("x25519OneTime"),
        answer.integer("mlKemOneTime"),
        answer.integer("x25519SignedCounter"),
        answer.integer("mlKemLastResortCounter"),
        answer.integer("x25519OneTimeHighestKeyId"),
        answer.integer("mlKemOneTimeHighestKeyId"));
  }

  /** Refusals: {@code not-found}, {@code rate-limited}. */
  public BundleBytes bundle(UUID accountId, UUID deviceId) {
    JsonObject answer =
        login.run(token ->
            http.call(
                    "POST", BASE + "users/" + accountId + "/devices/" + deviceId + "/prekey-bundle")
                .bearer(token)
                .send()
                .json());
    return new BundleBytes(
        answer.bytes("x25519Signed"),
        answer.optionalBytes("x25519OneTime"),
        answer.optionalBytes("mlKemOneTime"),
        answer.bytes("mlKemLastResort"));
  }

  private JsonObject get(String path) {
    return login.run(token -> http.call("GET", BASE + path).bearer(token).send().json());
  }
}
