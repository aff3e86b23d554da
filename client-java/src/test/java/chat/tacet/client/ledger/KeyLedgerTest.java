package chat.tacet.client.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.AesGcm;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("[R-4] The ledger of keys and nonces")
class KeyLedgerTest {

  private static final Secret KEY = Secret.of(new byte[32]);
  private static final byte[] NONCE = new byte[12];

  @Test
  @DisplayName("[R-4] sees what the library encrypts, and fails at the second use")
  void secondUse() {
    try (KeyLedger ledger = KeyLedger.open()) {
      byte[] sealed = AesGcm.seal(KEY, NONCE, new byte[0], new byte[] {1});
      assertThat(ledger.entries()).isEqualTo(1);
      assertThat(AesGcm.open(KEY, NONCE, new byte[0], sealed)).containsExactly(1);
      assertThatThrownBy(() -> AesGcm.seal(KEY, NONCE, new byte[0], new byte[] {2}))
          .hasMessageContaining("same nonce");
      byte[] another = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
      AesGcm.seal(KEY, another, new byte[0], new byte[] {2});
      assertThat(ledger.entries()).isEqualTo(2);
    }
    AesGcm.seal(KEY, NONCE, new byte[0], new byte[] {3});
  }
}
