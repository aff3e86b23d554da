package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.crypto.X25519KeyPair;
import chat.tacet.client.protocol.crypto.X25519PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What turns from message to message.
 *
 * @param theirNewest their newest ratchet key: what our next sending step agrees with
 * @param sending none between a receiving step and our next message, [R-6]
 * @param previous PN: how many messages our sending chain before has
 * @param receiving none before their first message
 * @param former up to four receiving chains before the current one, oldest first, [R-9]
 * @param skipped keys of passed messages, oldest first, [R-8]
 */
record RatchetState(
    RootKey root,
    TheirRatchetKey theirNewest,
    @Nullable SendingChain sending,
    long previous,
    @Nullable ReceivingChain receiving,
    List<TheirRatchetKey> former,
    List<SkippedKey> skipped,
    PostQuantum postQuantum) {

  RatchetState {
    former = List.copyOf(former);
    skipped = List.copyOf(skipped);
  }

  /** Alice's, before her first message: her first sending step agrees with SPK, [H-6]. */
  static RatchetState initiated(RootKey root, X25519PublicKey signedPrekey, long now) {
    return new RatchetState(
        root,
        new TheirRatchetKey(signedPrekey),
        null,
        0,
        null,
        List.of(),
        List.of(),
        PostQuantum.begin(now));
  }

  /** Bob's, before he opens her first message. SPK's private half is used and not kept, [H-6]. */
  static RatchetState answered(
      RootKey root, X25519KeyPair signedPrekey, X25519PublicKey first, long now) {
    Derivation.RootStep step = Derivation.root(root, signedPrekey.agree(first), 0, null);
    TheirRatchetKey theirs = new TheirRatchetKey(first);
    return new RatchetState(
        step.root(),
        theirs,
        null,
        0,
        new ReceivingChain(theirs, new ReceivingChainKey(step.chainKey()), 0),
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
        Derivation.root(root, fresh.agree(theirNewest.key()), next.epoch(), mixed);
    SendingChain chain =
        new SendingChain(new OurRatchetKey(fresh), new SendingChainKey(step.chainKey()), 0);
    return new RatchetState(
        step.root(), theirNewest, chain, previous, receiving, former, skipped, next);
  }

  /** After the message that took {@code chain}'s next key. */
  RatchetState sent(SendingChain chain, PostQuantum next) {
    Secret chainKey = Derivation.nextChainKey(chain.chainKey().value());
    SendingChain advanced =
        new SendingChain(chain.key(), new SendingChainKey(chainKey), chain.next() + 1);
    return new RatchetState(
        root, theirNewest, advanced, previous, receiving, former, skipped, next);
  }

  RatchetState with(List<SkippedKey> nextSkipped, @Nullable ReceivingChain nextReceiving) {
    return new RatchetState(
        root, theirNewest, sending, previous, nextReceiving, former, nextSkipped, postQuantum);
  }

  RatchetState with(PostQuantum next) {
    return new RatchetState(root, theirNewest, sending, previous, receiving, former, skipped, next);
  }
}
