package chat.tacet.social.prekey;

import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.json.ByteLength;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Body of {@code PUT /prekeys}; each a {@code SignedPrekey}. */
record PrekeyUpload(
    @ByteLength(max = MAX_BYTES) @Nullable Base64Url x25519Signed,
    @ByteLength(max = MAX_BYTES) @Nullable Base64Url mlKemLastResort,
    @Size(max = MAX_ONE_TIME)
        @Nullable List<@NotNull @ByteLength(max = MAX_BYTES) Base64Url> x25519OneTime,
    @Size(max = MAX_ONE_TIME)
        @Nullable List<@NotNull @ByteLength(max = MAX_BYTES) Base64Url> mlKemOneTime) {

  /** Of each one-time kind in one call; with it an honest body stays below 256 KB. */
  static final int MAX_ONE_TIME = 100;

  /** An ML-KEM-768 prekey needs about 1,330 bytes; room for fields of later formats. */
  private static final int MAX_BYTES = 2_048;

  /** All prekeys of the upload, if each is acceptable. */
  List<VerifiedPrekey> verified(PrekeyVerifier verifier) {
    var verified = new ArrayList<VerifiedPrekey>();
    addIfThere(verified, verifier, Kind.X25519_SIGNED, x25519Signed);
    addIfThere(verified, verifier, Kind.ML_KEM_LAST_RESORT, mlKemLastResort);
    addAll(verified, verifier, Kind.X25519_ONE_TIME, x25519OneTime);
    addAll(verified, verifier, Kind.ML_KEM_ONE_TIME, mlKemOneTime);
    return verified;
  }

  private static void addAll(
      List<VerifiedPrekey> verified,
      PrekeyVerifier verifier,
      Kind kind,
      @Nullable List<Base64Url> keys) {
    if (keys != null) {
      keys.forEach(key -> addIfThere(verified, verifier, kind, key));
    }
  }

  private static void addIfThere(
      List<VerifiedPrekey> verified, PrekeyVerifier verifier, Kind kind, @Nullable Base64Url key) {
    if (key != null) {
      verified.add(verifier.verify(kind, key.toByteArray()));
    }
  }
}
