package chat.tacet.relay.story;

import chat.tacet.contracts.relay.v1.SealedKey;
import chat.tacet.contracts.relay.v1.Send;
import chat.tacet.contracts.relay.v1.SendHeader;
import chat.tacet.kit.json.Base64Url;
import chat.tacet.relay.frame.Ids;
import com.google.protobuf.ByteString;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A device whose program has no socket and calls the REST interface. */
final class Program {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration MAX_WAIT = Duration.ofSeconds(40);

  private final RelayNode relay;
  private final String token;

  Program(Device device, RelayNode relay) {
    this(relay, tokenOf(device));
  }

  Program(RelayNode relay, String token) {
    this.relay = relay;
    this.token = token;
  }

  static String tokenOf(Device device) {
    return device
        .owner()
        .town()
        .issuer()
        .accessToken(device.owner().id(), device.loginSession(), device.id(), "somebody");
  }

  /** What came back. */
  record Answer(int status, JsonNode body) {

    String code() {
      return body.path("code").asString("");
    }

    List<String> texts() {
      return body.path("mails").valueStream().map(mail -> text(mail.path("content"))).toList();
    }

    List<String> mailIds() {
      return body.path("mails").valueStream().map(mail -> mail.path("mailId").asString()).toList();
    }

    private static String text(JsonNode bytes) {
      return ByteString.copyFrom(Base64Url.parse(bytes.asString()).orElseThrow().toByteArray())
          .toStringUtf8();
    }
  }

  Answer send(Send.Builder message) {
    return post("messages", json(message));
  }

  Answer read(String query) {
    return reading(query).join();
  }

  CompletableFuture<Answer> reading(String query) {
    return call(request("mailbox" + query).GET());
  }

  Answer state() {
    return call(request("mailbox/state").GET()).join();
  }

  Answer acknowledge(List<String> mailIds) {
    return post("mailbox/acknowledgements", Map.of("mailIds", mailIds));
  }

  Answer post(String path, Object body) {
    return call(request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))))
        .join();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(relay.http("/api/v1/relay/" + path))
        .timeout(MAX_WAIT)
        .header("Authorization", "Bearer " + token);
  }

  private static CompletableFuture<Answer> call(HttpRequest.Builder request) {
    return CLIENT.sendAsync(request.build(), BodyHandlers.ofByteArray()).thenApply(Program::answer);
  }

  private static Answer answer(HttpResponse<byte[]> response) {
    byte[] body = response.body();
    return new Answer(
        response.statusCode(), body.length == 0 ? JSON.missingNode() : JSON.readTree(body));
  }

  static Map<String, Object> json(Send.Builder message) {
    SendHeader header = message.getHeader();
    return Map.of(
        "envelopeId", Ids.read(message.getEnvelopeId()).toString(),
        "roomId", Ids.read(header.getRoomId()).toString(),
        "roomVersion", header.getRoomVersion(),
        "deviceLists",
            header.getDeviceListsList().stream()
                .map(list ->
                    Map.of(
                        "accountId", Ids.read(list.getAccountId()).toString(),
                        "version", list.getVersion()))
                .toList(),
        "sendCounter", header.getSendCounter(),
        "silent", header.getSilent(),
        "targeted", header.getTargeted(),
        "content", base64(message.getContentChunk()),
        "keys", message.getKeysList().stream().map(Program::json).toList());
  }

  private static Map<String, Object> json(SealedKey key) {
    return Map.of(
        "accountId", Ids.read(key.getAccountId()).toString(),
        "deviceId", Ids.read(key.getDeviceId()).toString(),
        "sealed", base64(key.getSealed()));
  }

  static String base64(ByteString bytes) {
    return Base64Url.of(bytes.toByteArray()).encoded();
  }
}
