package chat.tacet.client.protocol.vault;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.people.SeededRandomness;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.password.WrappingKey;
import chat.tacet.client.vectors.Refused;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("[V] The vault")
class VaultTest {

  private final Randomness randomness = new SeededRandomness("vault");
  private final AccountId account = AccountId.of(randomness.next(16));
  private final WrappingKey key = new WrappingKey(Secret.of(randomness.next(32)));
  private final VaultRoot root = VaultRoot.generate(randomness);
  private final VaultKeys keys = VaultKeys.of(root);
  private final Bytes bob = Bytes.of(new byte[] {1});

  @Test
  @DisplayName("[V-3] the root opens with its password and for its account only")
  void wrap() {
    Bytes wrapped = root.wrap(key, account, randomness);
    assertThat(VaultRoot.unwrap(wrapped, key, account)).isEqualTo(root);
    WrappingKey wrong = new WrappingKey(Secret.of(new byte[32]));
    Refused.with("vault-wrong-key", () -> VaultRoot.unwrap(wrapped, wrong, account));
    AccountId other = AccountId.of(new byte[16]);
    Refused.with("vault-wrong-key", () -> VaultRoot.unwrap(wrapped, key, other));
    Refused.with(
        "wrapped-root-truncated",
        () -> VaultRoot.unwrap(wrapped.slice(0, wrapped.length() - 1), key, account));
  }

  @Test
  @DisplayName("[V-4] a record opens in its place only")
  void record() {
    Bytes sealed = keys.seal("pairs", bob, 1, new byte[] {7}, randomness);
    assertThat(keys.open("pairs", bob, 1, sealed)).containsExactly(7);
    Refused.with("record-damaged", () -> keys.open("pair", bob, 1, sealed));
    Refused.with("record-damaged", () -> keys.open("pairs", Bytes.EMPTY, 1, sealed));
    Refused.with("record-damaged", () -> keys.open("pairs", bob, 2, sealed));
    Refused.with(
        "record-damaged", () -> keys.open("pairs", bob, 1, sealed.slice(0, sealed.length() - 1)));
    assertThat(keys.seal("pairs", bob, 1, new byte[] {7}, randomness)).isNotEqualTo(sealed);
  }

  @Test
  @DisplayName("[V-5] names of two stores differ")
  void names() {
    assertThat(keys.nameOf("rooms", new byte[] {1}))
        .isNotEqualTo(keys.nameOf("room", new byte[] {'s', 1}));
  }

  @Test
  @DisplayName("[V-1] [V-2] keys print redacted")
  void redacted() {
    assertThat(root + " " + keys + " " + key)
        .isEqualTo(
            "VaultRoot[value=redacted] VaultKeys[recordKey=redacted, nameKey=redacted]"
                + " WrappingKey[value=redacted]");
  }
}
