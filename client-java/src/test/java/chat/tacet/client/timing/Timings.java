package chat.tacet.client.timing;

import chat.tacet.client.people.Phone;
import chat.tacet.client.people.SeededRandomness;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.content.ContentAddress;
import chat.tacet.client.protocol.content.ContentCipher;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.pair.Pair;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Says what the protocol costs here: medians in microseconds, and bytes on the wire. Storing is not
 * in it. A main, not a test: it claims nothing.
 */
public final class Timings {

  private static final int WARM_UP = 300;
  private static final int ROUNDS = 1_001;

  private Timings() {}

  public static void main(String[] args) {
    Randomness randomness = Randomness.secure();
    Phone alice = new Phone(randomness);
    Phone bob = new Phone(randomness);
    var bundle = alice.verified(bob, true);
    Pair fresh = alice.pair(bob);
    measure(
        "handshake and first message",
        _ ->
            fresh
                .startSession(alice.us(), bundle, alice.now(), randomness)
                .seal(Phone.key(1), alice.now(), randomness)
                .message());
    Bytes first = alice.write(bob, 1);
    measure(
        "opening the first message, with the answer to its offer",
        _ -> {
          bob.tryToRead(alice, first);
          return first;
        });
    bob.read(alice, first);
    Bytes answer = bob.write(alice, 2);
    measure(
        "opening an answer of the post-quantum ratchet",
        _ -> {
          alice.tryToRead(bob, answer);
          return answer;
        });
    alice.read(bob, answer);
    Pair agreed = alice.pair(bob);
    measure(
        "sealing the first message of a chain, mixing the secret in",
        _ -> agreed.seal(Phone.key(3), alice.now(), randomness).message());
    bob.read(alice, alice.write(bob, 3));
    Pair sending = alice.pair(bob);
    measure(
        "sealing a later message",
        _ -> sending.seal(Phone.key(4), alice.now(), randomness).message());
    Bytes later = alice.write(bob, 4);
    measure(
        "opening a later message",
        _ -> {
          bob.tryToRead(alice, later);
          return later;
        });
    measureContent(randomness);
  }

  private static void measureContent(Randomness randomness) {
    ContentAddress address =
        new ContentAddress(
            RoomId.of(new byte[16]),
            AccountId.of(new byte[16]),
            DeviceId.of(new byte[16]),
            EnvelopeId.of(new byte[16]));
    Secret content = Secret.of(new SeededRandomness("content").next(1_000));
    measure(
        "encrypting a content of 1,000 bytes",
        _ -> ContentCipher.seal(content, address, randomness).body());
    var sealed = ContentCipher.seal(content, address, randomness);
    measure(
        "decrypting it",
        _ -> {
          ContentCipher.open(sealed.body(), sealed.key(), address);
          return sealed.body();
        });
  }

  private static void measure(String what, IntFunction<Bytes> round) {
    long[] nanoseconds = new long[ROUNDS];
    int bytes = 0;
    for (int i = -WARM_UP; i < ROUNDS; i++) {
      long began = System.nanoTime();
      Bytes result = round.apply(i);
      long took = System.nanoTime() - began;
      if (i >= 0) {
        nanoseconds[i] = took;
        bytes = result.length();
      }
    }
    Arrays.sort(nanoseconds);
    System.out.printf(
        Locale.ROOT, "%-60s %8.1f µs %6d bytes%n", what, nanoseconds[ROUNDS / 2] / 1_000.0, bytes);
  }
}
