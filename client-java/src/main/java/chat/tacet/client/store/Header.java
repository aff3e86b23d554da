package chat.tacet.client.store;

import chat.tacet.client.protocol.bytes.Bytes;
import java.util.UUID;

/**
 * What lies open in the store: whose it is, and what opens the rest.
 *
 * @param username normalised
 * @param salt of the password, 16 bytes
 * @param wrappedRoot [V-3]
 * @param registered whether sign-up was finished
 */
public record Header(
    UUID accountId,
    UUID deviceId,
    String username,
    Bytes salt,
    int rounds,
    Bytes wrappedRoot,
    boolean registered) {

  public Header asRegistered() {
    return new Header(accountId, deviceId, username, salt, rounds, wrappedRoot, true);
  }
}
