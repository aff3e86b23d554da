package chat.tacet.client.vectors;

import chat.tacet.client.people.Phone;
import chat.tacet.client.people.SeededRandomness;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.content.Content;
import chat.tacet.client.protocol.content.ContentAddress;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.protocol.content.ContentCipher;
import chat.tacet.client.protocol.content.RoomState;
import chat.tacet.client.protocol.identity.SafetyNumber;
import chat.tacet.client.protocol.password.PasswordKeys;
import chat.tacet.client.protocol.password.Username;
import chat.tacet.client.protocol.vault.VaultKeys;
import chat.tacet.client.protocol.vault.VaultRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

/** Makes {@code tacet-java-v1.json} from one seed: the same bytes each time. */
public final class JavaVectors {

  static final String FILE = "tacet-java-v1.json";

  private static final String SEED = "tacet-java-v1";

  private final SeededRandomness randomness = new SeededRandomness(SEED);
  private final VectorPeople people = VectorPeople.make(SEED);

  private JavaVectors() {}

  /** Writes the file anew. */
  public static void main(String[] args) throws IOException {
    Path file = Vectors.FOLDER.resolve(FILE);
    Files.writeString(file, make());
  }

  static String make() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    return JsonMapper.shared().writer().with(printer).writeValueAsString(new JavaVectors().all())
        + "\n";
  }

  private Map<String, Object> all() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("rule", "all");
    all.put("source", "client-java/src/test/java/chat/tacet/client/vectors/JavaVectors.java");
    all.put("licence", "Apache-2.0");
    all.put("password", password());
    all.put("vault", vault());
    all.put("identity", identity());
    all.put("handshake", new ToldHandshake(SEED).write());
    all.put("content", content());
    all.put("people", people.write());
    all.put("sessions", new ToldSessions(people, SEED).write());
    return all;
  }

  private Map<String, Object> password() {
    String username = "\uff3aoe.7_b"; // full-width Z
    String password = "A\u030angstro\u0308m \u2126 und 12 \ud83d\udc4b";
    int rounds = 1_000_001;
    Bytes salt = Bytes.of(randomness.next(16));
    AccountId account = AccountId.of(randomness.next(16));
    PasswordKeys keys = PasswordKeys.derive(Username.of(username), password, salt, rounds);
    VaultRoot root = VaultRoot.generate(randomness);
    Map<String, Object> vector = rule("P-1 to P-5, V-3");
    vector.put("username", username);
    vector.put("password", password);
    vector.put("rounds", rounds);
    vector.put("salt", salt.hex());
    vector.put("authenticationKey", VectorPeople.hex(keys.authentication().value()));
    vector.put("accountId", account.value().hex());
    vector.put("vaultRoot", VectorPeople.hex(root.value()));
    vector.put("wrappedRoot", root.wrap(keys.wrapping(), account, randomness).hex());
    return vector;
  }

  private Map<String, Object> vault() {
    VaultRoot root = VaultRoot.generate(randomness);
    VaultKeys keys = VaultKeys.of(root);
    String store = "räume";
    Bytes key = Bytes.of("Küche".getBytes(StandardCharsets.UTF_8));
    byte[] plaintext = randomness.next(77);
    Map<String, Object> vector = rule("V-2, V-4, V-5");
    vector.put("root", VectorPeople.hex(root.value()));
    vector.put("store", store);
    vector.put("key", key.hex());
    vector.put("version", 3);
    vector.put("plaintext", Bytes.of(plaintext).hex());
    vector.put("sealed", keys.seal(store, key, 3, plaintext, randomness).hex());
    vector.put("nameStore", store);
    vector.put("name", keys.nameOf(store, key.toArray()).hex());
    return vector;
  }

  private Map<String, Object> identity() {
    Phone alice = people.alice();
    Phone bob = people.bob();
    Map<String, Object> vector = rule("I-3, I-4, I-8");
    vector.put("accountId", alice.us().account().value().hex());
    vector.put("signedDeviceList", alice.list().signed().hex());
    vector.put("hash", alice.list().hash().hex());
    vector.put("otherAccountId", bob.us().account().value().hex());
    vector.put("otherSignedDeviceList", bob.list().signed().hex());
    vector.put("safetyNumber", SafetyNumber.of(alice.list(), bob.list()).digits());
    return vector;
  }

  private Map<String, Object> content() {
    RoomId room = RoomId.of(randomness.next(RoomId.LENGTH));
    ContentAddress address =
        new ContentAddress(
            room,
            people.alice().us().account(),
            people.alice().us().id(),
            EnvelopeId.of(randomness.next(EnvelopeId.LENGTH)));
    String text = "Ünï ".repeat(80);
    Secret plaintext = content(room, 7, new ContentBody.Text(text, null));
    ContentCipher.SealedContent sealed = ContentCipher.seal(plaintext, address, randomness);
    Map<String, Object> vector = rule("C-1 to C-8, C-13, C-15");
    vector.put("roomId", room.value().hex());
    vector.put("senderAccountId", address.sender().value().hex());
    vector.put("senderDeviceId", address.device().value().hex());
    vector.put("envelopeId", address.envelope().value().hex());
    vector.put("plaintext", VectorPeople.hex(plaintext));
    vector.put("text", text);
    vector.put("secret", VectorPeople.hex(sealed.key().secret().value()));
    vector.put("body", sealed.body().hex());
    vector.put("messageId", sealed.key().messageId().value().hex());
    vector.put(
        "refused",
        List.of(
            refused("the first byte of the commitment changed", "content-commitment"),
            refused("the last byte of the body changed", "content-message-id"),
            refused("another envelope id", "content-commitment")));
    Map<String, Object> resent = new LinkedHashMap<>();
    resent.put("what", "the same body under this envelope id, with the first one in the payload");
    resent.put("envelopeId", Bytes.of(randomness.next(EnvelopeId.LENGTH)).hex());
    vector.put("resent", resent);
    List<Long> counters = List.of(1L, 300L, 1L << 40);
    Map<String, Object> request = new LinkedHashMap<>();
    request.put(
        "plaintext",
        VectorPeople.hex(
            content(
                room,
                0,
                new ContentBody.ResendRequest(List.of(sealed.key().messageId()), counters))));
    request.put("counters", counters);
    vector.put("resendRequest", request);
    return vector;
  }

  private Secret content(RoomId room, long counter, ContentBody body) {
    RoomState state =
        new RoomState(
            5,
            Bytes.of(randomness.next(32)),
            List.of(
                new RoomState.DeviceListHead(
                    people.bob().us().account(), 1, people.bob().list().hash())));
    return new Content(room, VectorPeople.NOW + 1, counter, List.of(), state, body).encode();
  }

  private static Map<String, Object> rule(String rule) {
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("rule", rule);
    return vector;
  }

  private static Map<String, Object> refused(String what, String code) {
    Map<String, Object> refused = new LinkedHashMap<>();
    refused.put("what", what);
    refused.put("code", code);
    return refused;
  }
}
