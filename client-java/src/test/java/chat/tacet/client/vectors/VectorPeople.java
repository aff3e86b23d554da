package chat.tacet.client.vectors;

import chat.tacet.client.people.Phone;
import chat.tacet.client.people.SeededRandomness;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.prekey.FetchedBundle;
import chat.tacet.client.protocol.prekey.OurPrekey;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who the conversations of a vector file are between: a device each, with one prekey of a kind. */
record VectorPeople(Phone alice, Phone bob, FetchedBundle ofAlice, FetchedBundle ofBob) {

  static final long NOW = 1_790_000_000_000L;

  static VectorPeople make(String seed) {
    Phone alice = new Phone(new SeededRandomness(seed + " alice"));
    Phone bob = new Phone(new SeededRandomness(seed + " bob"));
    return new VectorPeople(alice, bob, alice.publish(true), bob.publish(true));
  }

  FetchedBundle bundleFor(String by) {
    return by.equals("alice") ? ofBob : ofAlice;
  }

  /** What the service hands out after the one-time prekeys ran out. */
  FetchedBundle withoutOneTime(String by) {
    FetchedBundle all = bundleFor(by);
    return new FetchedBundle(all.x25519Signed(), null, all.mlKemLastResort(), null);
  }

  Map<String, Object> write() {
    Map<String, Object> people = new LinkedHashMap<>();
    people.put("alice", write(alice));
    people.put("bob", write(bob));
    return people;
  }

  static Map<String, Object> write(Phone phone) {
    Map<String, Object> person = new LinkedHashMap<>();
    person.put("device", hex(phone.us().encode()));
    person.put("signedDeviceList", phone.list().signed().hex());
    person.put("prekeyRecords", records(phone));
    return person;
  }

  static List<String> records(Phone phone) {
    return phone.prekeys().stream()
        .sorted(Comparator.comparing(prekey -> prekey.id().kind()))
        .map(OurPrekey::encode)
        .map(VectorPeople::hex)
        .toList();
  }

  static String hex(Secret secret) {
    return Bytes.of(secret.reveal()).hex();
  }
}
