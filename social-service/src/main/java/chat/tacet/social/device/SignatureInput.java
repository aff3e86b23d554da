package chat.tacet.social.device;

import java.nio.charset.StandardCharsets;

/**
 * What a signature covers: a label that says what is signed, one zero byte, then the bytes as they
 * travel. The label keeps a signature from being shown as one over something else.
 */
public enum SignatureInput {
  DEVICE_LIST_BY_ACCOUNT("tacet/device-list/account/v1"),
  DEVICE_LIST_BY_DEVICE("tacet/device-list/device/v1"),
  PREKEY("tacet/prekey/v1"),
  MEMBERSHIP_ENTRY("tacet/membership/entry/v1");

  private final String label;

  SignatureInput(String label) {
    this.label = label;
  }

  /** The signed bytes for this content. */
  public byte[] of(byte[] content) {
    var prefix = (label + '\0').getBytes(StandardCharsets.US_ASCII);
    var input = new byte[prefix.length + content.length];
    System.arraycopy(prefix, 0, input, 0, prefix.length);
    System.arraycopy(content, 0, input, prefix.length, content.length);
    return input;
  }
}
