package chat.tacet.client.protocol.bytes;

/** Numbers of fixed sets of primitives. Nothing is negotiated, [W-2]. */
public final class Suite {

  /** X25519, ML-KEM-768, SHA-256 for HKDF and HMAC, AES-256-GCM, Ed25519. */
  public static final int ONE = 1;

  private Suite() {}
}
