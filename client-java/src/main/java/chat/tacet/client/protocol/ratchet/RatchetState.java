package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.crypto.X25519KeyPair;
import chat.tacet.client.protocol.crypto.X25519PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What turns from message to message.
 *
 * @param sending none between a receiving step and our next message, [R-6]
 * @param previous PN: how many messages our sending chain before has
 * @param former up to four receiving chains before the current one, oldest first, [R-9]
 * @param skipped keys of passed messages, oldest first, [R-8]
 */
record RatchetState(
    RootKey root,
    Theirs theirs,
    @Nullable SendingChain sending,
    long previous,
    List<TheirRatchetKey> former,
    List<SkippedKey> skipped,
    PostQuantum postQuantum) {

  RatchetState {
    former = List.copyOf(former);
    skipped = List.copyOf(skipped);
  }

  /** Alice's: her first sending step agrees with SPK, [H-6]. */
  static RatchetState initiated(
      RootKey root,
      X25519PublicKey signedPrekey,
      Bytes handshake,
      long now,
      Randomness randomness) {
    return new RatchetState(
            root,
            new Theirs.Unheard(signedPrekey, handshake),
            null,
            0,
            List.of(),
            List.of(),
            PostQuantum.begin(now))
        .ready(now, randomness);
  }

  /** Bob's, before he opens her first message. SPK's private half is used and not kept, [H-6]. */
  static RatchetState answered(
      RootKey root, X25519KeyPair signedPrekey, X25519PublicKey first, long now) {
    Derivation.RootStep step = Derivation.root(root, signedPrekey.agree(first), 0, null);
    ReceivingChain chain =
        new ReceivingChain(new TheirRatchetKey(first), new ReceivingChainKey(step.chainKey()), 0);
    return new RatchetState(
        step.root(),
        new Theirs.Heard(chain),
        null,
        0,
        List.of(),
        List.of(),
        PostQuantum.begin(now));
  }

  /** With a sending chain: the one there is, or a new one under a fresh ratchet key, [R-6]. */
  RatchetState ready(long now, Randomness randomness) {
    if (sending != null) {
      return this;
    }
    X25519KeyPair fresh = X25519KeyPair.generate(randomness);
    AgreedSecret mixed = postQuantum.toMix();
    PostQuantum next = mixed == null ? postQuantum : postQuantum.mixed(now);
    Derivation.RootStep step =
        Derivation.root(root, fresh.agree(theirs.newest().key()), next.epoch(), mixed);
    SendingChain chain =
        new SendingChain(new OurRatchetKey(fresh), new SendingChainKey(step.chainKey()), 0);
    return new RatchetState(step.root(), theirs, chain, previous, former, skipped, next);
  }

  /** After the message that took {@code chain}'s next key. */
  RatchetState sent(SendingChain chain, PostQuantum next) {
    Secret chainKey = Derivation.nextChainKey(chain.chainKey().value());
    SendingChain advanced =
        new SendingChain(chain.key(), new SendingChainKey(chainKey), chain.next() + 1);
    return new RatchetState(root, theirs, advanced, previous, former, skipped, next);
  }

  RatchetState with(List<SkippedKey> nextSkipped) {
    return new RatchetState(root, theirs, sending, previous, former, nextSkipped, postQuantum);
  }

  RatchetState with(List<SkippedKey> nextSkipped, ReceivingChain chain) {
    return new RatchetState(
        root, new Theirs.Heard(chain), sending, previous, former, nextSkipped, postQuantum);
  }

  RatchetState with(PostQuantum next) {
    return new RatchetState(root, theirs, sending, previous, former, skipped, next);
  }
}
