package chat.tacet.client.vectors;

import chat.tacet.client.people.SeededRandomness;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The conversations of {@code tacet-java-v1.json}: what the other client's file does not tell. */
final class ToldSessions {

  private static final long HOUR = 3_600_000L;
  private static final int HANDSHAKE = 20;
  private static final int HANDSHAKE_LENGTH = 1_154;

  private final VectorPeople people;
  private final SeededRandomness randomness;

  ToldSessions(VectorPeople people, String seed) {
    this.people = people;
    this.randomness = new SeededRandomness(seed + " sessions");
  }

  List<Map<String, Object>> write() {
    return List.of(badWeather(), crossed(), replayed(), forged(), resent());
  }

  private Script script(String what, String rule) {
    return new Script(what, rule, people, randomness);
  }

  private Map<String, Object> badWeather() {
    Script script =
        script(
            "weather decides what arrives, in which order and how often; no one-time prekeys",
            "H-2, H-8, R-6 to R-9, Q-1 to Q-8");
    List<Integer> forAlice = new ArrayList<>();
    List<Integer> forBob = new ArrayList<>();
    script.begin("alice", people.withoutOneTime("alice"));
    int first = script.seal("alice");
    script.valid("bob", first);
    for (int turn = 0; turn < 140; turn++) {
      int dice = randomness.next(1)[0] & 0xff;
      String by = (dice & 1) == 0 ? "alice" : "bob";
      List<Integer> inbox = by.equals("alice") ? forAlice : forBob;
      List<Integer> outbox = by.equals("alice") ? forBob : forAlice;
      if (dice % 5 == 4) {
        script.pass(3 * HOUR);
      }
      if (inbox.isEmpty() || dice >= 160) {
        outbox.add(script.seal(by));
      } else {
        int number = inbox.get(dice / 2 % inbox.size());
        script.open(by, number);
        if (dice % 8 != 7) { // Otherwise it comes again.
          inbox.removeIf(waiting -> waiting == number);
        }
      }
    }
    return script.write();
  }

  private Map<String, Object> crossed() {
    Script script =
        script("both begin at the same time and agree which session stays", "S-1 to S-4, Q-4");
    script.begin("alice", people.bundleFor("alice"));
    script.begin("bob", people.bundleFor("bob"));
    int hers = script.seal("alice");
    int his = script.seal("bob");
    int hersToo = script.seal("alice");
    script.valid("bob", hers);
    script.valid("alice", his);
    for (int turn = 0; turn < 3; turn++) {
      script.valid("bob", script.seal("alice"));
      script.valid("alice", script.seal("bob"));
    }
    script.valid("bob", hersToo);
    return script.write();
  }

  private Map<String, Object> replayed() {
    Script script =
        script(
            "sessions after sessions: what is replayed after its session was dropped is refused",
            "H-8, H-9, PK-6, S-3, S-6");
    script.begin("alice", people.withoutOneTime("alice"));
    int first = script.seal("alice");
    script.valid("bob", first);
    script.refused("bob", first, "message-key-gone");
    script.valid("alice", script.seal("bob"));
    int later = script.seal("alice");
    script.begin("alice", people.bundleFor("alice"));
    script.valid("bob", script.seal("alice"));
    script.begin("alice", people.bundleFor("alice"));
    script.refused("bob", script.seal("alice"), "prekey-gone");
    for (int i = 0; i < 7; i++) {
      script.pass(HOUR);
      script.begin("alice", people.withoutOneTime("alice"));
      script.valid("bob", script.seal("alice"));
    }
    script.refused("bob", first, "handshake-replayed");
    script.refused("bob", later, "ratchet-session-unknown");
    return script.write();
  }

  private Map<String, Object> forged() {
    Script script =
        script(
            "bytes changed on the way; after each refusal what was meant still opens",
            "H-5, K-2, R-5, R-7, R-8, S-3, Q-6");
    script.begin("alice", people.bundleFor("alice"));
    int first = script.seal("alice");
    refused(script, "bob", first, "generation 10,001", HANDSHAKE + 34, "2711", "generation-jump");
    flipped(script, "bob", first, "another session id", 4, "handshake-transcript");
    flipped(script, "bob", first, "another EK", HANDSHAKE, "handshake-transcript");
    refused(script, "bob", first, "a signed prekey there is none of", 75, "77", "prekey-gone");
    refused(script, "bob", first, "epoch 1", 1_214, "00000001", "post-quantum-epoch");
    refused(script, "bob", first, "N is 2,001", 1_210, "000007d1", "message-gap");
    flipped(script, "bob", first, "another tag", 2_499, "tag-mismatch");
    refused(
        script,
        "bob",
        first,
        "a ratchet key of zeros",
        HANDSHAKE + HANDSHAKE_LENGTH,
        "00".repeat(32),
        "agreement-zero");
    script.valid("bob", first);
    int answer = script.seal("bob");
    int key = 20;
    refused(
        script,
        "alice",
        answer,
        "a ratchet key of ones",
        key,
        "01" + "00".repeat(31),
        "agreement-zero");
    refused(script, "alice", answer, "N is 2,001", 56, "000007d1", "message-gap");
    script.valid("alice", answer);
    flipped(script, "alice", answer, "another ratchet key", key, "ratchet-key-unexpected");
    flipped(script, "alice", answer, "a session nobody has", 4, "ratchet-session-unknown");
    script.refused("alice", answer, "message-key-gone");
    script.valid("bob", script.seal("alice"));
    return script.write();
  }

  private Map<String, Object> resent() {
    Script script =
        script("both payloads, in a first message and in a later one", "R-5, C-14, C-15, W-3");
    script.begin("bob", people.withoutOneTime("bob"));
    EnvelopeId before = EnvelopeId.of(randomness.next(EnvelopeId.LENGTH));
    script.valid("alice", script.seal("bob", before));
    script.valid("bob", script.seal("alice", before));
    script.valid("alice", script.seal("bob"));
    return script.write();
  }

  private static void refused(
      Script script, String by, int original, String wrong, int at, String hex, String code) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    int forged =
        script.forge(
            original,
            wrong,
            message -> {
              System.arraycopy(bytes, 0, message, at, bytes.length);
              return message;
            });
    script.refused(by, forged, code);
  }

  private static void flipped(
      Script script, String by, int original, String wrong, int at, String code) {
    int forged =
        script.forge(
            original,
            wrong,
            message -> {
              message[at] ^= 0x10;
              return message;
            });
    script.refused(by, forged, code);
  }
}
