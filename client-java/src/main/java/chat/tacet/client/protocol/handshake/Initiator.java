package chat.tacet.client.protocol.handshake;

import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.MlKemEncapsulation;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.crypto.X25519KeyPair;
import chat.tacet.client.protocol.crypto.X25519PublicKey;
import chat.tacet.client.protocol.identity.OurDevice;
import chat.tacet.client.protocol.prekey.PrekeyBundle;
import chat.tacet.client.protocol.prekey.TheirAgreementPrekey;
import chat.tacet.client.protocol.ratchet.RatchetSession;
import chat.tacet.client.protocol.ratchet.SessionFacts;
import chat.tacet.client.protocol.ratchet.SessionId;
import chat.tacet.client.protocol.ratchet.TranscriptHash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Alice's side: begins a ratchet session with a device that may be away. */
public final class Initiator {

  private Initiator() {}

  /**
   * A new session with the device of that bundle.
   *
   * @param generation [S-3]
   * @param replaces [S-3]
   */
  public static RatchetSession begin(
      OurDevice us,
      PrekeyBundle bundle,
      long generation,
      @Nullable SessionId replaces,
      long now,
      Randomness randomness) {
    X25519KeyPair ephemeral = X25519KeyPair.generate(randomness); // [H-1]
    MlKemEncapsulation encapsulation = bundle.kem().key().encapsulate(randomness); // [H-1]
    X25519PublicKey signed = bundle.signed().key();
    TheirAgreementPrekey oneTime = bundle.oneTime();
    Bytes handshake =
        new HandshakeMessage(
                ephemeral.publicKey(),
                generation,
                replaces,
                bundle.signed().id(),
                oneTime == null ? null : oneTime.id(),
                bundle.kem().id(),
                encapsulation.ciphertext())
            .encode();
    TranscriptHash transcript =
        Transcript.hash(
            Transcript.party(us),
            Transcript.party(bundle.device()),
            handshake,
            new Transcript.Prekeys(
                signed, oneTime == null ? null : oneTime.key(), bundle.kem().key()));
    List<Secret> agreed = new ArrayList<>(); // [H-2]
    agreed.add(us.agreement().agree(signed));
    agreed.add(ephemeral.agree(bundle.device().agreementKey().key()));
    agreed.add(ephemeral.agree(signed));
    if (oneTime != null) {
      agreed.add(ephemeral.agree(oneTime.key()));
    }
    agreed.add(encapsulation.secret());
    return RatchetSession.initiated(
        new SessionFacts(transcript, true, generation, now, replaces),
        Secrets.derive(agreed, transcript),
        handshake,
        signed,
        randomness);
  }
}
