package chat.tacet.client.protocol.bytes;

/** An account, 16 bytes. */
public record AccountId(Bytes value) implements Comparable<AccountId> {

  public static final int LENGTH = 16;

  public AccountId {
    value.requireLength(LENGTH, "account-id");
  }

  public static AccountId of(byte[] value) {
    return new AccountId(Bytes.of(value));
  }

  @Override
  public int compareTo(AccountId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.hex();
  }
}
