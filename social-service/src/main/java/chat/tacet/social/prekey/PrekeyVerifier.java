package chat.tacet.social.prekey;

import static chat.tacet.social.prekey.PrekeyProblems.invalid;

import chat.tacet.contracts.identity.v1.Prekey;
import chat.tacet.contracts.identity.v1.SignedPrekey;
import chat.tacet.kit.problem.ProblemException;
import chat.tacet.social.device.Ed25519Keys;
import chat.tacet.social.device.RawId;
import chat.tacet.social.device.SignatureInput;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.UUID;

/**
 * Checks everything about the prekeys of one device that can be said without knowing older ones.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; nobody changes the array
record PrekeyVerifier(UUID accountId, UUID deviceId, byte[] signingKey) {

  private static final int FORMAT = 1;

  /**
   * Answers the prekey if this device signed exactly these bytes, as one of this kind.
   *
   * @throws ProblemException {@code prekey-invalid}
   */
  VerifiedPrekey verify(Kind kind, byte[] signedBytes) {
    var signed = parse(signedBytes);
    var bytes = signed.getPrekey().toByteArray();
    var prekey = parsePrekey(bytes);
    require(prekey.getFormat() == FORMAT, "format is not 1");
    require(prekey.getKind() == kind.wire(), "kind is not that of its place");
    require(is(accountId, prekey.getAccountId()), "account_id is not the caller's");
    require(is(deviceId, prekey.getDeviceId()), "device_id is not the token's");
    require(prekey.getPublicKey().size() == kind.keyLength(), "public_key has the wrong length");
    require(prekey.getCreatedAtMs() > 0, "created_at_ms is not positive");
    require(
        kind.isOneTime() ? prekey.getCounter() == 0 : prekey.getCounter() > 0,
        "counter is not positive for a rotating key, or not 0 for a one-time one");
    require(
        Ed25519Keys.verify(
            signingKey, SignatureInput.PREKEY.of(bytes), signed.getSignature().toByteArray()),
        "signature does not verify");
    return new VerifiedPrekey(
        kind, Integer.toUnsignedLong(prekey.getKeyId()), prekey.getCounter(), signedBytes);
  }

  private static SignedPrekey parse(byte[] bytes) {
    try {
      return SignedPrekey.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw invalid("not a SignedPrekey");
    }
  }

  private static Prekey parsePrekey(byte[] bytes) {
    try {
      return Prekey.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw invalid("prekey is not a Prekey");
    }
  }

  private static boolean is(UUID id, ByteString bytes) {
    return RawId.parse(bytes).filter(id::equals).isPresent();
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw invalid(rule);
    }
  }
}
