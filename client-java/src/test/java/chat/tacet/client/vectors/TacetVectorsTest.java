package chat.tacet.client.vectors;

import static chat.tacet.client.vectors.Vectors.hex;
import static chat.tacet.client.vectors.Vectors.secret;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.people.SeededRandomness;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.content.Content;
import chat.tacet.client.protocol.content.ContentAddress;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.protocol.content.ContentCipher;
import chat.tacet.client.protocol.content.ContentKey;
import chat.tacet.client.protocol.content.ContentSecret;
import chat.tacet.client.protocol.identity.OurDevice;
import chat.tacet.client.protocol.identity.SafetyNumber;
import chat.tacet.client.protocol.identity.VerifiedDeviceList;
import chat.tacet.client.protocol.pair.Pair;
import chat.tacet.client.protocol.password.PasswordKeys;
import chat.tacet.client.protocol.password.Username;
import chat.tacet.client.protocol.prekey.FetchedBundle;
import chat.tacet.client.protocol.prekey.OurPrekey;
import chat.tacet.client.protocol.prekey.OurPrekeys;
import chat.tacet.client.protocol.prekey.PrekeyBundle;
import chat.tacet.client.protocol.prekey.PrekeyCounters;
import chat.tacet.client.protocol.prekey.PrekeyId;
import chat.tacet.client.protocol.prekey.SignedPrekey;
import chat.tacet.client.protocol.vault.VaultKeys;
import chat.tacet.client.protocol.vault.VaultRoot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;

/** Our own transcript vectors: one file made by each implementation, all verified here. */
@DisplayName("Transcript vectors")
class TacetVectorsTest {

  static final List<String> FILES = List.of("tacet-v1.json", JavaVectors.FILE);

  private static final long NOW = 1_790_000_000_000L;

  @ParameterizedTest
  @FieldSource("FILES")
  @DisplayName("[P-4] [P-5] [V-3] a password and the root it opens")
  void password(String file) {
    JsonNode vector = Vectors.read(file).required("password");
    PasswordKeys keys =
        PasswordKeys.derive(
            Username.of(vector.required("username").asString()),
            vector.required("password").asString(),
            hex(vector, "salt"),
            vector.required("rounds").asLong());
    assertThat(keys.authentication().value()).isEqualTo(secret(vector, "authenticationKey"));
    assertThat(
            VaultRoot.unwrap(
                    hex(vector, "wrappedRoot"),
                    keys.wrapping(),
                    new AccountId(hex(vector, "accountId")))
                .value())
        .isEqualTo(secret(vector, "vaultRoot"));
  }

  @ParameterizedTest
  @FieldSource("FILES")
  @DisplayName("[V-2] [V-4] [V-5] a vault")
  void vault(String file) {
    JsonNode vector = Vectors.read(file).required("vault");
    VaultKeys keys = VaultKeys.of(new VaultRoot(secret(vector, "root")));
    String store = vector.required("store").asString();
    Bytes key = hex(vector, "key");
    long version = vector.required("version").asLong();
    Bytes sealed = hex(vector, "sealed");
    assertThat(keys.open(store, key, version, sealed))
        .isEqualTo(hex(vector, "plaintext").toArray());
    // The file of the other client does not say for which store it took the name.
    String nameStore = vector.path("nameStore").asString("rooms");
    assertThat(keys.nameOf(nameStore, key.toArray())).isEqualTo(hex(vector, "name"));
    Refused.with("record-damaged", () -> keys.open(store, key, version + 1, sealed));
  }

  @ParameterizedTest
  @FieldSource("FILES")
  @DisplayName("[I-3] [I-4] [I-8] device lists and their safety number")
  void identity(String file) {
    JsonNode vector = Vectors.read(file).required("identity");
    VerifiedDeviceList one =
        VerifiedDeviceList.first(
            new AccountId(hex(vector, "accountId")), hex(vector, "signedDeviceList"));
    VerifiedDeviceList other =
        VerifiedDeviceList.first(
            new AccountId(hex(vector, "otherAccountId")), hex(vector, "otherSignedDeviceList"));
    assertThat(one.hash()).isEqualTo(hex(vector, "hash"));
    assertThat(SafetyNumber.of(one, other).digits())
        .isEqualTo(vector.required("safetyNumber").asString());
    assertThat(SafetyNumber.of(other, one)).isEqualTo(SafetyNumber.of(one, other));
  }

  @ParameterizedTest
  @FieldSource("FILES")
  @DisplayName("[H-1] to [H-8], [R-1] to [R-7] a handshake and its first messages")
  void handshake(String file) {
    JsonNode vector = Vectors.read(file).required("handshake");
    JsonNode alice = vector.required("initiator");
    JsonNode bob = vector.required("responder");
    OurDevice ours = OurDevice.decode(secret(bob, "device"));
    OurDevice theirs = OurDevice.decode(secret(alice, "device"));
    assertThat(ours.encode()).isEqualTo(secret(bob, "device"));
    VerifiedDeviceList aliceList =
        VerifiedDeviceList.first(theirs.account(), hex(alice, "signedDeviceList"));
    VerifiedDeviceList bobList =
        VerifiedDeviceList.first(ours.account(), hex(bob, "signedDeviceList"));
    Map<PrekeyId, OurPrekey> prekeys = prekeys(bob);
    verifyBundle(bob.required("bundle"), bobList, ours, prekeys);

    List<JsonNode> messages = List.copyOf(vector.required("messages").values());
    SeededRandomness randomness = new SeededRandomness(file);
    OurPrekeys find = id -> Optional.ofNullable(prekeys.get(id));
    Pair pair = Pair.between(ours, aliceList.device(theirs.id()).orElseThrow());
    for (JsonNode message : messages.subList(0, 2)) {
      assertThat(message.required("from").asString()).isEqualTo("alice");
      Pair before = pair;
      byte[] changed = hex(message, "sealed").toArray();
      changed[changed.length - 1] ^= 1;
      Refused.with(
          vector.required("refused").required("code").asString(),
          () ->
              before.open(
                  ours, aliceList.devices().getFirst(), find, Bytes.of(changed), NOW, randomness));
      Pair.Opened opened =
          pair.open(
              ours, aliceList.devices().getFirst(), find, hex(message, "sealed"), NOW, randomness);
      assertThat(opened.key()).isEqualTo(key(message));
      opened.consumed().forEach(prekeys::remove);
      pair = opened.next();
    }
    var active = pair.activeSession().orElseThrow();
    assertThat(active.id().value()).isEqualTo(hex(vector, "sessionId"));
    assertThat(active.facts().transcript().value()).isEqualTo(hex(vector, "transcriptHash"));

    Pair initiator = Pair.decode(secret(vector, "finalInitiatorPair"));
    assertThat(initiator.activeSession().orElseThrow().id()).isEqualTo(active.id());
    for (JsonNode message : messages) {
      if (message.required("from").asString().equals("bob")) {
        Refused.with(
            "message-key-gone",
            () ->
                initiator.open(
                    theirs,
                    bobList.devices().getFirst(),
                    _ -> Optional.empty(),
                    hex(message, "sealed"),
                    NOW,
                    randomness));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("FILES")
  @DisplayName("[C-1] to [C-6] a content")
  void content(String file) {
    JsonNode vector = Vectors.read(file).required("content");
    RoomId room = new RoomId(hex(vector, "roomId"));
    ContentAddress address =
        new ContentAddress(
            room,
            new AccountId(hex(vector, "senderAccountId")),
            new DeviceId(hex(vector, "senderDeviceId")),
            new EnvelopeId(hex(vector, "envelopeId")));
    ContentKey key = key(vector);
    Bytes body = hex(vector, "body");
    Secret plaintext = ContentCipher.open(body, key, address);
    assertThat(plaintext).isEqualTo(secret(vector, "plaintext"));
    Content content = Content.decode(plaintext, room);
    assertThat(content.body())
        .isEqualTo(new ContentBody.Text(vector.required("text").asString(), null));
    assertThat(content.encode()).isEqualTo(plaintext);
    assertThat(ContentCipher.messageId(body, address)).isEqualTo(key.messageId());
    ContentCipher.SealedContent again =
        ContentCipher.seal(plaintext, address, _ -> key.secret().value().reveal());
    assertThat(again.body()).isEqualTo(body);
    assertThat(again.key()).isEqualTo(key);

    JsonNode resent = vector.required("resent");
    ContentAddress laterEnvelope =
        new ContentAddress(
            room, address.sender(), address.device(), new EnvelopeId(hex(resent, "envelopeId")));
    assertThat(ContentCipher.open(body, key.resent(address.envelope()), laterEnvelope))
        .isEqualTo(plaintext);
    JsonNode request = vector.required("resendRequest");
    Secret asked = secret(request, "plaintext");
    Content resendRequest = Content.decode(asked, room);
    assertThat(resendRequest.encode()).isEqualTo(asked);
    assertThat(resendRequest.body())
        .isInstanceOfSatisfying(
            ContentBody.ResendRequest.class,
            body1 ->
                assertThat(body1.numbers())
                    .isEqualTo(
                        request.required("counters").values().stream()
                            .map(JsonNode::asLong)
                            .toList()));

    byte[] commitmentChanged = body.toArray();
    commitmentChanged[3] ^= 1;
    byte[] endChanged = body.toArray();
    endChanged[endChanged.length - 1] ^= 1;
    ContentAddress elsewhere =
        new ContentAddress(
            room, address.sender(), address.device(), EnvelopeId.of(new byte[EnvelopeId.LENGTH]));
    List<JsonNode> refused = List.copyOf(vector.required("refused").values());
    assertThat(refused).hasSize(3);
    Refused.with(
        refused.get(0).required("code").asString(),
        () -> ContentCipher.open(Bytes.of(commitmentChanged), key, address));
    Refused.with(
        refused.get(1).required("code").asString(),
        () -> ContentCipher.open(Bytes.of(endChanged), key, address));
    Refused.with(
        refused.get(2).required("code").asString(), () -> ContentCipher.open(body, key, elsewhere));
  }

  private static Map<PrekeyId, OurPrekey> prekeys(JsonNode bob) {
    Map<PrekeyId, OurPrekey> prekeys = new HashMap<>();
    for (JsonNode record : bob.required("prekeyRecords").values()) {
      Secret stored = Secret.of(Bytes.fromHex(record.asString()).toArray());
      OurPrekey prekey = OurPrekey.decode(stored);
      assertThat(prekey.encode()).isEqualTo(stored);
      prekeys.put(prekey.id(), prekey);
    }
    assertThat(prekeys).hasSize(4);
    return prekeys;
  }

  private static void verifyBundle(
      JsonNode bundle,
      VerifiedDeviceList list,
      OurDevice device,
      Map<PrekeyId, OurPrekey> prekeys) {
    FetchedBundle fetched =
        new FetchedBundle(
            SignedPrekey.decode(hex(bundle, "x25519Signed")),
            SignedPrekey.decode(hex(bundle, "x25519OneTime")),
            SignedPrekey.decode(hex(bundle, "mlKemLastResort")),
            SignedPrekey.decode(hex(bundle, "mlKemOneTime")));
    PrekeyBundle verified =
        PrekeyBundle.verify(fetched, list.device(device.id()).orElseThrow(), PrekeyCounters.NONE);
    OurPrekey kem = Optional.ofNullable(prekeys.get(verified.kem().id())).orElseThrow();
    assertThat(verified.kem().key().value()).isEqualTo(kem.publicKey());
    // Ed25519 is deterministic: signed again, byte for byte.
    assertThat(kem.sign(device).encode()).isEqualTo(hex(bundle, "mlKemOneTime"));
  }

  private static ContentKey key(JsonNode vector) {
    return new ContentKey(
        new ContentSecret(secret(vector, "secret")), new MessageId(hex(vector, "messageId")));
  }
}
