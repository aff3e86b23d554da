package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.Refusal.Validation;
import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.Secret;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the key of a received message, [R-7]. The state it gives counts only once the message's tag
 * held; whatever fails, the caller still has the old one.
 */
final class Receiving {

  private Receiving() {}

  /** The message's key, and the state without it. */
  record Received(RatchetState next, MessageKey key) {}

  static Received receive(RatchetState state, RatchetHeader header, long now) {
    TheirRatchetKey chain = new TheirRatchetKey(header.key());
    for (SkippedKey kept : state.skipped()) {
      if (kept.number() == header.number() && kept.chain().equals(chain)) {
        List<SkippedKey> others = new ArrayList<>(state.skipped());
        others.remove(kept);
        return new Received(state.with(others), kept.key());
      }
    }
    if (state.theirs() instanceof Theirs.Heard(ReceivingChain current)
        && current.key().equals(chain)) {
      return inChain(state, current, header.number());
    }
    if (state.former().contains(chain)) {
      throw new RefusedException(Validation.MESSAGE_KEY_GONE);
    }
    return inNewChain(state, chain, header, now);
  }

  private static Received inChain(RatchetState state, ReceivingChain chain, long number) {
    if (number < chain.next()) {
      throw new RefusedException(Validation.MESSAGE_KEY_GONE);
    }
    requireGap(number - chain.next());
    return advance(state, chain, number);
  }

  private static Received inNewChain(
      RatchetState state, TheirRatchetKey theirs, RatchetHeader header, long now) {
    SendingChain sending = state.sending();
    if (sending == null) {
      // They cannot have begun another chain before they saw one of ours.
      throw new RefusedException(Verification.RATCHET_KEY_UNEXPECTED);
    }
    AgreedSecret mixed = state.postQuantum().toMix(header.epoch());
    ReceivingChain old =
        state.theirs() instanceof Theirs.Heard(ReceivingChain heard) ? heard : null;
    long left = old == null ? 0 : Math.max(0, header.previous() - old.next());
    requireGap(left + header.number()); // Before any key is computed.
    List<SkippedKey> skipped = new ArrayList<>(state.skipped());
    if (old != null) {
      skip(skipped, old, old.next() + left);
    }
    Derivation.RootStep step =
        Derivation.root(
            state.root(), sending.key().keys().agree(theirs.key()), header.epoch(), mixed);
    List<TheirRatchetKey> former = formerChains(state, old);
    skipped.removeIf(kept -> !former.contains(kept.chain()));
    ReceivingChain begun = new ReceivingChain(theirs, new ReceivingChainKey(step.chainKey()), 0);
    RatchetState turned =
        new RatchetState(
            step.root(),
            new Theirs.Heard(begun),
            null,
            sending.next(),
            former,
            skipped,
            mixed == null ? state.postQuantum() : state.postQuantum().mixed(now));
    return advance(turned, begun, header.number());
  }

  private static List<TheirRatchetKey> formerChains(
      RatchetState state, @Nullable ReceivingChain old) {
    List<TheirRatchetKey> former = new ArrayList<>(state.former());
    if (old != null) {
      former.add(old.key());
    }
    int kept = Limits.MAX_RECEIVING_CHAINS - 1;
    return former.subList(Math.max(0, former.size() - kept), former.size());
  }

  /** Up to and including the message with that number. */
  private static Received advance(RatchetState state, ReceivingChain chain, long number) {
    List<SkippedKey> skipped = new ArrayList<>(state.skipped());
    ReceivingChain at = skip(skipped, chain, number);
    Secret chainKey = at.chainKey().value();
    ReceivingChain next =
        new ReceivingChain(
            chain.key(), new ReceivingChainKey(Derivation.nextChainKey(chainKey)), number + 1);
    int over = Math.max(0, skipped.size() - Limits.MAX_SKIPPED_PER_SESSION);
    return new Received(
        state.with(skipped.subList(over, skipped.size()), next), // The oldest go first.
        Derivation.messageKey(chainKey));
  }

  /** Keeps the keys up to (without) that number. */
  private static ReceivingChain skip(List<SkippedKey> skipped, ReceivingChain chain, long until) {
    Secret chainKey = chain.chainKey().value();
    for (long number = chain.next(); number < until; number++) {
      skipped.add(new SkippedKey(chain.key(), number, Derivation.messageKey(chainKey)));
      chainKey = Derivation.nextChainKey(chainKey);
    }
    return new ReceivingChain(chain.key(), new ReceivingChainKey(chainKey), until);
  }

  private static void requireGap(long gap) {
    if (gap > Limits.MAX_SKIPPED_PER_JUMP) {
      throw new RefusedException(Validation.MESSAGE_GAP);
    }
  }
}
