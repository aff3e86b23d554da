package chat.tacet.client.ledger;

import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.crypto.Sha256;
import java.io.Serial;
import java.security.Provider;
import java.security.Security;
import java.util.HashSet;
import java.util.Set;

/**
 * Stands between the library and the JDK's AES-GCM while it is open, and fails at the second use of
 * a key with a nonce. The library does not know of it: it is a security provider before the JDK's.
 */
public final class KeyLedger extends Provider implements AutoCloseable {

  @Serial private static final long serialVersionUID = 1L;
  private static final String NAME = "KeyLedger";

  private final transient Set<Bytes> used = new HashSet<>();

  private KeyLedger() {
    super(NAME, "1", "counts keys and nonces");
    putService(
        new Service(
            this, "Cipher", "AES/GCM/NoPadding", WatchedCipher.class.getName(), null, null) {
          @Override
          public Object newInstance(Object parameter) {
            return new WatchedCipher(KeyLedger.this);
          }
        });
  }

  public static KeyLedger open() {
    KeyLedger ledger = new KeyLedger();
    if (Security.insertProviderAt(ledger, 1) != 1) {
      throw new AssertionError("another ledger is open");
    }
    return ledger;
  }

  @Override
  public void close() {
    Security.removeProvider(NAME);
  }

  /** How many pairs encrypted something. */
  public int entries() {
    return used.size();
  }

  void encrypts(byte[] key, byte[] nonce) {
    // Of keys only a hash stays here, as of everything that is no secret of the test.
    if (!used.add(Sha256.hash(new ByteWriter().prefixed(key).raw(nonce).toByteArray()))) {
      throw new AssertionError("a key encrypts with the same nonce again");
    }
  }
}
