package chat.tacet.client.protocol.handshake;

import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.Hkdf;
import chat.tacet.client.protocol.ratchet.HandshakeSecrets;
import chat.tacet.client.protocol.ratchet.RootKey;
import chat.tacet.client.protocol.ratchet.TranscriptHash;
import java.util.Arrays;
import java.util.List;

/** RK, TA and TB from what was agreed, [H-3]. */
final class Secrets {

  private static final int LENGTH = 32;

  private Secrets() {}

  /**
   * The secrets of a handshake.
   *
   * @param agreed DH1 to DH3, DH4 if there is one, ss
   */
  static HandshakeSecrets derive(List<Secret> agreed, TranscriptHash transcript) {
    // Begins with what is no encoding of a point, so that it is no input of another use of DH.
    byte[] separator = new byte[LENGTH];
    Arrays.fill(separator, (byte) 0xff);
    ByteWriter input = new ByteWriter().raw(separator);
    agreed.forEach(input::raw);
    byte[] info =
        new ByteWriter()
            .label("tacet/handshake/secrets/v1")
            .suite()
            .raw(transcript.value())
            .toByteArray();
    Secret secrets = Hkdf.derive(input.toByteArray(), info, 3 * LENGTH);
    return new HandshakeSecrets(
        new RootKey(secrets.slice(0, LENGTH)),
        secrets.slice(LENGTH, 2 * LENGTH),
        secrets.slice(2 * LENGTH, 3 * LENGTH));
  }
}
