package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.crypto.MlKemCiphertext;
import chat.tacet.client.protocol.crypto.MlKemEncapsulation;
import chat.tacet.client.protocol.crypto.MlKemKeyPair;
import chat.tacet.client.protocol.crypto.MlKemPublicKey;
import chat.tacet.client.protocol.crypto.Randomness;
import org.jspecify.annotations.Nullable;

/**
 * The post-quantum ratchet of one session: offer, answer, mix. A message never depends on bytes
 * that another message carries, since the secret enters only when both sides hold it.
 *
 * @param epoch how many steps are complete, [Q-1]
 * @param messages sealed and opened since, counted up to 20
 * @param since when the last step was complete or the session began, milliseconds
 */
record PostQuantum(long epoch, int messages, long since, PostQuantumStep step) {

  static PostQuantum begin(long now) {
    return new PostQuantum(0, 0, now, new PostQuantumStep.Idle());
  }

  /** The initiator offers the steps to odd epochs, the responder those to even ones, [Q-2]. */
  boolean isTurnOf(boolean initiator) {
    return (epoch + 1) % 2 == 1 == initiator;
  }

  /** Before a message is sealed: with a fresh offer if one is due, [Q-3]. */
  PostQuantum offerIfDue(boolean weInitiated, long now, Randomness randomness) {
    boolean due =
        epoch == 0
            || messages >= Limits.POST_QUANTUM_AFTER_MESSAGES
            || Math.abs(now - since) >= Limits.POST_QUANTUM_AFTER_MS; // [S-11]
    if (!due || !isTurnOf(weInitiated) || !(step instanceof PostQuantumStep.Idle)) {
      return this;
    }
    return with(new PostQuantumStep.Offering(MlKemKeyPair.generate(randomness), 0));
  }

  /** What the next message says, [Q-8]. */
  CarriedStep carried() {
    return switch (step) {
      case PostQuantumStep.Offering(MlKemKeyPair keys, int untilCarried) when untilCarried == 0 ->
          new CarriedStep.Offer(keys.publicKey().value());
      case PostQuantumStep.Answering(MlKemCiphertext answer, AgreedSecret _, int untilCarried)
          when untilCarried == 0 ->
          new CarriedStep.Answer(answer);
      default -> new CarriedStep.None();
    };
  }

  /** After a message was sealed with {@link #carried}. */
  PostQuantum afterSealing() {
    return counted()
        .with(
            switch (step) {
              case PostQuantumStep.Offering(MlKemKeyPair keys, int untilCarried) ->
                  new PostQuantumStep.Offering(keys, countDown(untilCarried));
              case PostQuantumStep.Answering(
                      MlKemCiphertext answer,
                      AgreedSecret secret,
                      int untilCarried) ->
                  new PostQuantumStep.Answering(answer, secret, countDown(untilCarried));
              case PostQuantumStep.Idle _, PostQuantumStep.Agreed _ -> step;
            });
  }

  /** What our next sending step mixes in, [Q-5]. */
  @Nullable AgreedSecret toMix() {
    return step instanceof PostQuantumStep.Agreed(AgreedSecret secret) ? secret : null;
  }

  /**
   * What the receiving step of a chain that begins with that epoch mixes in; refuses an epoch it
   * may not have ({@code post-quantum-epoch}), [Q-6].
   */
  @Nullable AgreedSecret toMix(long chainEpoch) {
    if (chainEpoch == epoch) {
      return null;
    }
    if (chainEpoch == epoch + 1
        && step
            instanceof PostQuantumStep.Answering(MlKemCiphertext _, AgreedSecret secret, int _)) {
      return secret;
    }
    throw new RefusedException(Verification.POST_QUANTUM_EPOCH);
  }

  /** The step is complete and every copy of its secrets forgotten, [Q-5]. */
  PostQuantum mixed(long now) {
    return new PostQuantum(epoch + 1, 0, now, new PostQuantumStep.Idle());
  }

  /**
   * After a message authenticated: takes in what it said of a step, [Q-4], [Q-7].
   *
   * @param messageEpoch of its header
   */
  PostQuantum afterOpening(
      CarriedStep carried, long messageEpoch, boolean weInitiated, Randomness randomness) {
    if (messageEpoch != epoch) {
      return counted(); // Stale: that step is complete.
    }
    return switch (carried) {
      case CarriedStep.None _ -> counted();
      case CarriedStep.Offer offer -> counted().answer(offer, weInitiated, randomness);
      case CarriedStep.Answer(MlKemCiphertext answer) -> counted().agree(answer);
    };
  }

  private PostQuantum answer(CarriedStep.Offer offer, boolean weInitiated, Randomness randomness) {
    if (isTurnOf(weInitiated)) {
      throw new RefusedException(Verification.POST_QUANTUM_UNEXPECTED);
    }
    if (step instanceof PostQuantumStep.Answering) {
      return this;
    }
    MlKemPublicKey offered = new MlKemPublicKey(offer.encapsulationKey()); // [K-4]
    MlKemEncapsulation made = offered.encapsulate(randomness);
    return with(
        new PostQuantumStep.Answering(
            made.ciphertext(), AgreedSecret.of(made.secret(), offered, made.ciphertext()), 0));
  }

  private PostQuantum agree(MlKemCiphertext answer) {
    return switch (step) {
      case PostQuantumStep.Offering(MlKemKeyPair keys, int _) ->
          with(
              new PostQuantumStep.Agreed(
                  AgreedSecret.of(keys.decapsulate(answer), keys.publicKey(), answer)));
      case PostQuantumStep.Agreed _ -> this;
      case PostQuantumStep.Idle _, PostQuantumStep.Answering _ ->
          throw new RefusedException(Verification.POST_QUANTUM_UNEXPECTED);
    };
  }

  /**
   * A session that sends no more can neither offer nor mix: what it has for that is forgotten. What
   * it answered the other side may still mix in, [Q-4].
   */
  PostQuantum superseded() {
    return step instanceof PostQuantumStep.Answering ? this : with(new PostQuantumStep.Idle());
  }

  /** Whether its step is one that this side can be at, [Q-2]. */
  boolean isInTurn(boolean weInitiated) {
    return switch (step) {
      case PostQuantumStep.Idle _ -> true;
      case PostQuantumStep.Offering _, PostQuantumStep.Agreed _ -> isTurnOf(weInitiated);
      case PostQuantumStep.Answering _ -> !isTurnOf(weInitiated);
    };
  }

  /** After a message that said nothing of a step. */
  PostQuantum counted() {
    return new PostQuantum(
        epoch, Math.min(messages + 1, Limits.POST_QUANTUM_AFTER_MESSAGES), since, step);
  }

  private PostQuantum with(PostQuantumStep next) {
    return new PostQuantum(epoch, messages, since, next);
  }

  //
  private static int countDown(int untilCarried) {
    return untilCarried == 0 ? Limits.POST_QUANTUM_REPEAT_EVERY - 1 : untilCarried - 1;
  }
}
