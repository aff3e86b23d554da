package chat.tacet.client.protocol.identity;

import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.crypto.Hkdf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sixty digits over two account identities that two people compare, all of them, [I-8].
 *
 * @param groups twelve groups of five digits
 */
public record SafetyNumber(List<String> groups) {

  private static final int GROUPS = 12;
  private static final int GROUP_BYTES = 5;
  private static final int MODULUS = 100_000;

  public SafetyNumber {
    groups = List.copyOf(groups);
  }

  /** The same for both sides, whichever comes first. */
  public static SafetyNumber of(VerifiedDeviceList one, VerifiedDeviceList other) {
    return of(one.account(), one.identity(), other.account(), other.identity());
  }

  static SafetyNumber of(
      AccountId one, AccountIdentityKey oneKey, AccountId other, AccountIdentityKey otherKey) {
    Bytes x = side(one, oneKey);
    Bytes y = side(other, otherKey);
    boolean ordered = x.compareTo(y) <= 0;
    byte[] input = new ByteWriter().raw(ordered ? x : y).raw(ordered ? y : x).toByteArray();
    byte[] digits =
        Hkdf.derive(
                input,
                new ByteWriter().label("tacet/safety-number/v1").toByteArray(),
                GROUPS * GROUP_BYTES)
            .reveal();
    List<String> groups = new ArrayList<>();
    for (int group = 0; group < GROUPS; group++) {
      long number = 0;
      for (int i = 0; i < GROUP_BYTES; i++) {
        number = number << 8 | (digits[group * GROUP_BYTES + i] & 0xff);
      }
      groups.add(String.format(Locale.ROOT, "%05d", number % MODULUS));
    }
    return new SafetyNumber(groups);
  }

  /** All sixty in a row. */
  public String digits() {
    return String.join("", groups);
  }

  private static Bytes side(AccountId account, AccountIdentityKey key) {
    return new ByteWriter().raw(account.value()).raw(key.key().value()).toBytes();
  }
}
