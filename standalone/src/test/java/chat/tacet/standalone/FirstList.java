package chat.tacet.standalone;

import chat.tacet.contracts.identity.v1.Device;
import chat.tacet.contracts.identity.v1.DeviceList;
import chat.tacet.contracts.identity.v1.DeviceSignature;
import chat.tacet.contracts.identity.v1.SignedDeviceList;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.UUID;

/** The first device list of an account, with one device. */
final class FirstList {

  private static final int KEY_BYTES = 32;
  private static final long A_TIME = 1_790_000_000_000L;

  private FirstList() {}

  /** A {@code SignedDeviceList} under keys that nobody needs again. */
  static byte[] of(UUID account, UUID device) throws GeneralSecurityException {
    var keys = KeyPairGenerator.getInstance("Ed25519");
    var identity = keys.generateKeyPair();
    var signing = keys.generateKeyPair();
    var list =
        DeviceList.newBuilder()
            .setFormat(1)
            .setAccountId(raw(account))
            .setAccountIdentityKey(publicKey(identity))
            .setVersion(1)
            .setPreviousHash(ByteString.copyFrom(new byte[KEY_BYTES]))
            .setCreatedAtMs(A_TIME)
            .addDevices(
                Device.newBuilder()
                    .setDeviceId(raw(device))
                    .setSigningKey(publicKey(signing))
                    .setAgreementKey(ByteString.copyFrom(new byte[KEY_BYTES]))
                    .setAddedAtMs(A_TIME))
            .build()
            .toByteString();
    return SignedDeviceList.newBuilder()
        .setList(list)
        .setAccountSignature(sign(identity, "tacet/device-list/account/v1", list))
        .addDeviceSignatures(
            DeviceSignature.newBuilder()
                .setDeviceId(raw(device))
                .setSignature(sign(signing, "tacet/device-list/device/v1", list)))
        .build()
        .toByteArray();
  }

  private static ByteString sign(KeyPair pair, String label, ByteString content)
      throws GeneralSecurityException {
    var signature = Signature.getInstance("Ed25519");
    signature.initSign(pair.getPrivate());
    signature.update((label + '\0').getBytes(StandardCharsets.US_ASCII));
    signature.update(content.toByteArray());
    return ByteString.copyFrom(signature.sign());
  }

  private static ByteString publicKey(KeyPair pair) {
    var encoded = ByteString.copyFrom(pair.getPublic().getEncoded());
    return encoded.substring(encoded.size() - KEY_BYTES);
  }

  private static ByteString raw(UUID id) {
    return ByteString.copyFrom(
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .flip());
  }
}
