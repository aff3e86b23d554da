package chat.tacet.client.protocol.handshake;

import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.crypto.MlKemPublicKey;
import chat.tacet.client.protocol.crypto.Sha256;
import chat.tacet.client.protocol.crypto.X25519PublicKey;
import chat.tacet.client.protocol.identity.OurDevice;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.ratchet.TranscriptHash;
import org.jspecify.annotations.Nullable;

/** The transcript hash, [H-4]. */
final class Transcript {

  private Transcript() {}

  /** B's prekeys, public halves. */
  record Prekeys(X25519PublicKey signed, @Nullable X25519PublicKey oneTime, MlKemPublicKey kem) {}

  static TranscriptHash hash(Bytes initiator, Bytes responder, Bytes handshake, Prekeys prekeys) {
    return new TranscriptHash(
        Sha256.hash(
            new ByteWriter()
                .label("tacet/handshake/transcript/v1")
                .suite()
                .raw(initiator)
                .raw(responder)
                .raw(handshake)
                .raw(prekeys.signed().value())
                .prefixed(prekeys.oneTime() == null ? Bytes.EMPTY : prekeys.oneTime().value())
                .raw(prekeys.kem().value())
                .toByteArray()));
  }

  static Bytes party(OurDevice device) {
    return new ByteWriter()
        .raw(device.account().value())
        .raw(device.accountIdentity().key().value())
        .raw(device.id().value())
        .raw(device.signing().publicKey().value())
        .raw(device.agreement().publicKey().value())
        .toBytes();
  }

  static Bytes party(TheirDevice device) {
    return new ByteWriter()
        .raw(device.account().value())
        .raw(device.accountIdentity().key().value())
        .raw(device.id().value())
        .raw(device.signingKey().key().value())
        .raw(device.agreementKey().key().value())
        .toBytes();
  }
}
