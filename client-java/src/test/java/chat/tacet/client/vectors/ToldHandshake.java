package chat.tacet.client.vectors;

import chat.tacet.client.people.Phone;
import chat.tacet.client.people.SeededRandomness;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.content.ContentKey;
import chat.tacet.client.protocol.prekey.FetchedBundle;
import chat.tacet.client.protocol.prekey.PrekeyBundle;
import chat.tacet.client.protocol.prekey.SignedPrekey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A handshake and its first messages, written by two phones. */
final class ToldHandshake {

  private final Phone alice;
  private final Phone bob;
  private final List<Map<String, Object>> messages = new ArrayList<>();

  ToldHandshake(String seed) {
    this.alice = new Phone(new SeededRandomness(seed + " initiator"));
    this.bob = new Phone(new SeededRandomness(seed + " responder"));
  }

  Map<String, Object> write() {
    FetchedBundle fetched = bob.publish(true);
    Map<String, Object> responder = VectorPeople.write(bob);
    PrekeyBundle bundle = PrekeyBundle.verify(fetched, bob.theirs(), alice.pair(bob).counters());
    alice.commit(alice.pair(bob).startSession(alice.us(), bundle, alice.now(), alice.randomness()));
    Map<String, Object> bundled = new LinkedHashMap<>();
    bundled.put("x25519Signed", hex(fetched.x25519Signed()));
    bundled.put("x25519OneTime", hex(fetched.x25519OneTime()));
    bundled.put("mlKemLastResort", hex(fetched.mlKemLastResort()));
    bundled.put("mlKemOneTime", hex(fetched.mlKemOneTime()));
    responder.put("bundle", bundled);
    Map<String, Object> initiator = new LinkedHashMap<>();
    initiator.put("device", VectorPeople.hex(alice.us().encode()));
    initiator.put("signedDeviceList", alice.list().signed().hex());

    Bytes first = say("alice", 1);
    Bytes second = say("alice", 2);
    bob.read(alice, first);
    bob.read(alice, second);
    alice.read(bob, say("bob", 3));
    bob.read(alice, say("alice", 4));
    alice.read(bob, say("bob", 5));

    var facts = alice.pair(bob).activeSession().orElseThrow().facts();
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("rule", "H-1 to H-8, R-1 to R-7, W-3 to W-5");
    told.put("initiator", initiator);
    told.put("responder", responder);
    told.put("sessionId", facts.id().value().hex());
    told.put("transcriptHash", facts.transcript().value().hex());
    told.put("messages", messages);
    told.put("finalInitiatorPair", VectorPeople.hex(alice.pair(bob).encode()));
    Map<String, Object> refused = new LinkedHashMap<>();
    refused.put("what", "message 2 with the last byte changed, opened after message 1");
    refused.put("code", "tag-mismatch");
    told.put("refused", refused);
    return told;
  }

  private Bytes say(String from, int number) {
    boolean hers = from.equals("alice");
    ContentKey key = Phone.key(number);
    Bytes sealed = (hers ? alice : bob).write(hers ? bob : alice, key);
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("from", from);
    message.put("sealed", sealed.hex());
    message.put("secret", VectorPeople.hex(key.secret().value()));
    message.put("messageId", key.messageId().value().hex());
    messages.add(message);
    return sealed;
  }

  private static String hex(@Nullable SignedPrekey prekey) {
    return Optional.ofNullable(prekey).orElseThrow().encode().hex();
  }
}
