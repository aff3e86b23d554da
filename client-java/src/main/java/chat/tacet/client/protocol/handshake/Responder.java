package chat.tacet.client.protocol.handshake;

import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.Refusal.Validation;
import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.X25519KeyPair;
import chat.tacet.client.protocol.identity.OurDevice;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.prekey.OurPrekey;
import chat.tacet.client.protocol.prekey.OurPrekeys;
import chat.tacet.client.protocol.prekey.PrekeyId;
import chat.tacet.client.protocol.ratchet.RatchetSession;
import chat.tacet.client.protocol.ratchet.SealedMessage;
import chat.tacet.client.protocol.ratchet.SessionFacts;
import chat.tacet.client.protocol.ratchet.TranscriptHash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bob's side: what a first message asks for, before its tag held. Nothing of ours changes until
 * then, [H-7].
 */
public final class Responder {

  private final OurDevice us;
  private final HandshakeMessage handshake;
  private final TranscriptHash transcript;
  private final OurPrekey.Agreement signed;
  private final OurPrekey.@Nullable Agreement oneTime;
  private final OurPrekey.Kem kem;
  private final TheirDevice them;

  private Responder(
      OurDevice us,
      TheirDevice them,
      HandshakeMessage handshake,
      TranscriptHash transcript,
      OurPrekey.Agreement signed,
      OurPrekey.@Nullable Agreement oneTime,
      OurPrekey.Kem kem) {
    this.us = us;
    this.them = them;
    this.handshake = handshake;
    this.transcript = transcript;
    this.signed = signed;
    this.oneTime = oneTime;
    this.kem = kem;
  }

  /**
   * Finds the prekeys it names ({@code prekey-gone}) and checks that both sides mean the same
   * ({@code handshake-transcript}).
   *
   * @param them from their verified device list
   */
  public static Responder to(
      SealedMessage.First message,
      HandshakeMessage handshake,
      OurDevice us,
      TheirDevice them,
      OurPrekeys prekeys) {
    OurPrekey.Agreement signed = agreement(prekeys, handshake.signed());
    OurPrekey.Agreement oneTime =
        handshake.oneTime() == null ? null : agreement(prekeys, handshake.oneTime());
    OurPrekey.Kem kem = kem(prekeys, handshake.kem());
    TranscriptHash transcript =
        Transcript.hash(
            Transcript.party(them),
            Transcript.party(us),
            message.handshake(),
            new Transcript.Prekeys(
                signed.keys().publicKey(),
                oneTime == null ? null : oneTime.keys().publicKey(),
                kem.keys().publicKey()));
    if (!transcript.sessionId().equals(message.session())) {
      throw new RefusedException(Verification.HANDSHAKE_TRANSCRIPT); // [H-5]
    }
    return new Responder(us, them, handshake, transcript, signed, oneTime, kem);
  }

  public TranscriptHash transcript() {
    return transcript;
  }

  /** The one-time prekeys to delete when the message is committed, [PK-6]. */
  public List<PrekeyId> consumed() {
    List<PrekeyId> consumed = new ArrayList<>();
    if (oneTime != null) {
      consumed.add(oneTime.id());
    }
    if (!kem.id().kind().isRotating()) {
      consumed.add(kem.id());
    }
    return List.copyOf(consumed);
  }

  /** The session in which the message may now be opened. */
  public RatchetSession session(SealedMessage.First message, long now) {
    X25519KeyPair ours = signed.keys();
    List<Secret> agreed = new ArrayList<>(); // [H-2], from the other side
    agreed.add(ours.agree(them.agreementKey().key()));
    agreed.add(us.agreement().agree(handshake.ephemeral()));
    agreed.add(ours.agree(handshake.ephemeral()));
    if (oneTime != null) {
      agreed.add(oneTime.keys().agree(handshake.ephemeral()));
    }
    agreed.add(kem.keys().decapsulate(handshake.ciphertext()));
    return RatchetSession.answered(
        new SessionFacts(transcript, false, handshake.generation(), now, handshake.replaces()),
        Secrets.derive(agreed, transcript),
        ours,
        message.header());
  }

  private static OurPrekey.Agreement agreement(OurPrekeys prekeys, PrekeyId id) {
    if (find(prekeys, id) instanceof OurPrekey.Agreement prekey) {
      return prekey;
    }
    throw new RefusedException(Refusal.Usage.PREKEY_OF_ANOTHER_KIND);
  }

  private static OurPrekey.Kem kem(OurPrekeys prekeys, PrekeyId id) {
    if (find(prekeys, id) instanceof OurPrekey.Kem prekey) {
      return prekey;
    }
    throw new RefusedException(Refusal.Usage.PREKEY_OF_ANOTHER_KIND);
  }

  private static OurPrekey find(OurPrekeys prekeys, PrekeyId id) {
    return prekeys
        .find(id)
        .orElseThrow(() -> new RefusedException(Validation.PREKEY_GONE)); // [H-7]
  }
}
