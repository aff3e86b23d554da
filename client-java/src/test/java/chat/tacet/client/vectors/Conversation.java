package chat.tacet.client.vectors;

import static chat.tacet.client.vectors.Vectors.hex;
import static chat.tacet.client.vectors.Vectors.secret;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.content.ContentKey;
import chat.tacet.client.protocol.content.ContentSecret;
import chat.tacet.client.protocol.identity.OurDevice;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.identity.VerifiedDeviceList;
import chat.tacet.client.protocol.pair.Pair;
import chat.tacet.client.protocol.prekey.FetchedBundle;
import chat.tacet.client.protocol.prekey.OurPrekey;
import chat.tacet.client.protocol.prekey.PrekeyBundle;
import chat.tacet.client.protocol.prekey.PrekeyId;
import chat.tacet.client.protocol.prekey.SignedPrekey;
import chat.tacet.client.protocol.ratchet.CarriedStep;
import chat.tacet.client.protocol.ratchet.RatchetHeader;
import chat.tacet.client.protocol.ratchet.SealedMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The two people of a vector file, and what they do to each other's devices. */
final class Conversation {

  private final Map<String, Side> sides = new HashMap<>();
  private final Map<Integer, Bytes> sealed = new HashMap<>();
  private final Map<Integer, ContentKey> keys = new HashMap<>();

  Conversation(JsonNode people) {
    Side alice = new Side(people.required("alice"));
    Side bob = new Side(people.required("bob"));
    alice.meet(bob);
    bob.meet(alice);
    sides.put("alice", alice);
    sides.put("bob", bob);
  }

  Pair pair(String name) {
    return side(name).pair();
  }

  void begin(JsonNode event) {
    Side by = side(event.required("by").asString());
    JsonNode bundle = event.required("bundle");
    FetchedBundle fetched =
        new FetchedBundle(
            SignedPrekey.decode(hex(bundle, "x25519Signed")),
            optional(bundle, "x25519OneTime"),
            SignedPrekey.decode(hex(bundle, "mlKemLastResort")),
            optional(bundle, "mlKemOneTime"));
    FreshBytes fresh = FreshBytes.ofBegin(event.required("fresh"));
    by.pair =
        by.pair()
            .startSession(
                by.us,
                PrekeyBundle.verify(fetched, by.them(), by.pair().counters()),
                time(event),
                fresh);
    fresh.requireUsed();
    var facts = by.pair().activeSession().orElseThrow().facts();
    assertThat(facts.id().value()).isEqualTo(hex(event, "sessionId"));
    assertThat(facts.transcript().value()).isEqualTo(hex(event, "transcriptHash"));
  }

  void seal(JsonNode event) {
    Side by = side(event.required("by").asString());
    int number = event.required("message").asInt();
    ContentKey key =
        new ContentKey(
            new ContentSecret(secret(event, "secret")), new MessageId(hex(event, "messageId")));
    if (event.has("resentFrom")) {
      key = key.resent(new EnvelopeId(hex(event, "resentFrom")));
    }
    FreshBytes fresh = FreshBytes.of(event.required("fresh"));
    Pair.Sealed made = by.pair().seal(key, time(event), fresh);
    fresh.requireUsed();
    assertThat(made.message()).as("message " + number).isEqualTo(hex(event, "sealed"));
    assertThat(says(made.message())).isEqualTo(event.required("says").asString());
    by.pair = made.next();
    sealed.put(number, made.message());
    keys.put(number, key);
  }

  void forge(int number, Bytes message) {
    sealed.put(number, message);
  }

  void open(JsonNode event) {
    Side by = side(event.required("by").asString());
    int number = event.required("message").asInt();
    FreshBytes fresh = FreshBytes.of(event.required("fresh"));
    Secret before = by.pair().encode();
    if (event.required("expected").asString().equals("refused")) {
      Refused.with(
          event.required("code").asString(), () -> by.open(message(number), time(event), fresh));
      assertThat(by.pair().encode()).as("after message " + number).isEqualTo(before);
      return;
    }
    assertThat(event.required("expected").asString()).isEqualTo("valid");
    Pair.Opened opened = by.open(message(number), time(event), fresh);
    fresh.requireUsed();
    assertThat(opened.key()).isEqualTo(keys.get(number));
    by.pair = opened.next();
    opened.consumed().forEach(by.prekeys::remove);
  }

  static String says(Bytes message) {
    if (SealedMessage.decode(message) instanceof SealedMessage.Ratcheted ratcheted) {
      RatchetHeader header = ratcheted.header();
      return header.epoch()
          + switch (header.step()) {
            case CarriedStep.None _ -> " nothing";
            case CarriedStep.Offer _ -> " offer";
            case CarriedStep.Answer _ -> " answer";
          };
    }
    throw new AssertionError("a typing notice");
  }

  private Bytes message(int number) {
    return Optional.ofNullable(sealed.get(number)).orElseThrow();
  }

  private Side side(String name) {
    return Optional.ofNullable(sides.get(name)).orElseThrow();
  }

  private static long time(JsonNode event) {
    return event.required("atMs").asLong();
  }

  private static @Nullable SignedPrekey optional(JsonNode bundle, String field) {
    return bundle.required(field).isNull() ? null : SignedPrekey.decode(hex(bundle, field));
  }

  /** One device, its prekeys, and what it keeps about the other. */
  private static final class Side {
    private final OurDevice us;
    private final VerifiedDeviceList list;
    private final Map<PrekeyId, OurPrekey> prekeys = new HashMap<>();
    private @Nullable TheirDevice them;
    private @Nullable Pair pair;

    Side(JsonNode person) {
      us = OurDevice.decode(secret(person, "device"));
      list = VerifiedDeviceList.first(us.account(), hex(person, "signedDeviceList"));
      for (JsonNode record : person.required("prekeyRecords").values()) {
        OurPrekey prekey = OurPrekey.decode(Secret.of(Bytes.fromHex(record.asString()).toArray()));
        prekeys.put(prekey.id(), prekey);
      }
    }

    void meet(Side other) {
      TheirDevice theirs = other.list.device(other.us.id()).orElseThrow();
      them = theirs;
      pair = Pair.between(us, theirs);
    }

    TheirDevice them() {
      return Optional.ofNullable(them).orElseThrow();
    }

    Pair pair() {
      return Optional.ofNullable(pair).orElseThrow();
    }

    Pair.Opened open(Bytes message, long now, FreshBytes fresh) {
      return pair()
          .open(us, them(), id -> Optional.ofNullable(prekeys.get(id)), message, now, fresh);
    }
  }
}
