package chat.tacet.client.vectors;

import chat.tacet.client.people.Phone;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.content.ContentKey;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.pair.Pair;
import chat.tacet.client.protocol.prekey.FetchedBundle;
import chat.tacet.client.protocol.prekey.OurPrekey;
import chat.tacet.client.protocol.prekey.PrekeyBundle;
import chat.tacet.client.protocol.prekey.PrekeyId;
import chat.tacet.client.protocol.prekey.SignedPrekey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Writes one session of a vector file by letting it happen. */
final class Script {

  private static final String ALICE = "alice";

  private final String what;
  private final String rule;
  private final Randomness randomness;
  private final Map<String, Phone> phones = new LinkedHashMap<>();
  private final Map<String, Pair> pairs = new LinkedHashMap<>();
  private final Map<String, Map<PrekeyId, OurPrekey>> prekeys = new HashMap<>();
  private final List<Map<String, Object>> events = new ArrayList<>();
  private final List<Bytes> messages = new ArrayList<>();
  private long now = VectorPeople.NOW;

  Script(String what, String rule, VectorPeople people, Randomness randomness) {
    this.what = what;
    this.rule = rule;
    this.randomness = randomness;
    phones.put(ALICE, people.alice());
    phones.put("bob", people.bob());
    for (String name : phones.keySet()) {
      Map<PrekeyId, OurPrekey> own = new HashMap<>();
      phone(name).prekeys().forEach(prekey -> own.put(prekey.id(), prekey));
      prekeys.put(name, own);
      pairs.put(name, Pair.between(phone(name).us(), phone(other(name)).theirs()));
    }
  }

  void pass(long milliseconds) {
    now += milliseconds;
  }

  void begin(String by, FetchedBundle bundle) {
    RecordedBytes fresh = new RecordedBytes(randomness);
    Phone us = phone(by);
    PrekeyBundle verified =
        PrekeyBundle.verify(bundle, phone(other(by)).theirs(), pair(by).counters());
    Pair next = pair(by).startSession(us.us(), verified, now, fresh);
    pairs.put(by, next);
    Map<String, Object> event = event("begin", by);
    Map<String, @Nullable Object> written = new LinkedHashMap<>();
    written.put("x25519Signed", hex(bundle.x25519Signed()));
    written.put("x25519OneTime", hex(bundle.x25519OneTime()));
    written.put("mlKemLastResort", hex(bundle.mlKemLastResort()));
    written.put("mlKemOneTime", hex(bundle.mlKemOneTime()));
    event.put("bundle", written);
    event.put("fresh", fresh.ofBegin());
    var facts = next.activeSession().orElseThrow().facts();
    event.put("sessionId", facts.id().value().hex());
    event.put("transcriptHash", facts.transcript().value().hex());
  }

  /** Gives the number of the message. */
  int seal(String by) {
    return seal(by, null);
  }

  int seal(String by, @Nullable EnvelopeId resentFrom) {
    RecordedBytes fresh = new RecordedBytes(randomness);
    int number = messages.size() + 1;
    ContentKey key = Phone.key(number);
    Pair.Sealed sealed =
        pair(by).seal(resentFrom == null ? key : key.resent(resentFrom), now, fresh);
    pairs.put(by, sealed.next());
    messages.add(sealed.message());
    Map<String, Object> event = event("seal", by);
    event.put("message", number);
    event.put("secret", Bytes.of(key.secret().value().reveal()).hex());
    event.put("messageId", key.messageId().value().hex());
    if (resentFrom != null) {
      event.put("resentFrom", resentFrom.value().hex());
    }
    event.put("fresh", fresh.ofSeal());
    event.put("says", Conversation.says(sealed.message()));
    event.put("sealed", sealed.message().hex());
    return number;
  }

  /** A message nobody honest sends: a copy with other bytes. */
  int forge(int original, String wrong, UnaryOperator<byte[]> change) {
    Bytes forged = Bytes.of(change.apply(messages.get(original - 1).toArray()));
    messages.add(forged);
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("do", "forge");
    event.put("message", messages.size());
    event.put("what", wrong);
    event.put("sealed", forged.hex());
    events.add(event);
    return messages.size();
  }

  /** Whatever comes of it; gives the code of a refusal, or "valid". */
  String open(String by, int number) {
    RecordedBytes fresh = new RecordedBytes(randomness);
    Map<String, Object> event = event("open", by);
    event.put("message", number);
    String result = tryToOpen(by, number, fresh);
    event.put("fresh", fresh.ofOpen());
    event.put("expected", result.equals("valid") ? "valid" : "refused");
    if (!result.equals("valid")) {
      event.put("code", result);
    }
    return result;
  }

  /** Expects that code, so that the script says what it means. */
  void refused(String by, int number, String code) {
    String result = open(by, number);
    if (!result.equals(code)) {
      throw new AssertionError(what + ": " + result + " instead of " + code);
    }
  }

  void valid(String by, int number) {
    refused(by, number, "valid");
  }

  Map<String, Object> write() {
    Map<String, Object> session = new LinkedHashMap<>();
    session.put("what", what);
    session.put("rule", rule);
    session.put("events", events);
    Map<String, Object> stored = new LinkedHashMap<>();
    pairs.forEach((name, pair) -> stored.put(name, Bytes.of(pair.encode().reveal()).hex()));
    session.put("pairs", stored);
    return session;
  }

  static String other(String name) {
    return name.equals(ALICE) ? "bob" : ALICE;
  }

  private String tryToOpen(String by, int number, Randomness fresh) {
    Map<PrekeyId, OurPrekey> own = Optional.ofNullable(prekeys.get(by)).orElseThrow();
    try {
      Pair.Opened opened =
          pair(by)
              .open(
                  phone(by).us(),
                  phone(other(by)).theirs(),
                  id -> Optional.ofNullable(own.get(id)),
                  messages.get(number - 1),
                  now,
                  fresh);
      pairs.put(by, opened.next());
      opened.consumed().forEach(own::remove);
      return "valid";
    } catch (RefusedException refused) {
      return refused.code();
    }
  }

  private Map<String, Object> event(String what, String by) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("do", what);
    event.put("by", by);
    event.put("atMs", now);
    events.add(event);
    return event;
  }

  private Phone phone(String name) {
    return Optional.ofNullable(phones.get(name)).orElseThrow();
  }

  private Pair pair(String name) {
    return Optional.ofNullable(pairs.get(name)).orElseThrow();
  }

  private static @Nullable String hex(@Nullable SignedPrekey prekey) {
    return prekey == null ? null : prekey.encode().hex();
  }
}
