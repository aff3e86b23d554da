package chat.tacet.client.engine;

import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.password.Username;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Where to, and with what.
 *
 * @param sendsReceipts whether others are told that messages arrived and were read
 * @param invitation a code, where making the account takes one
 */
public record Setup(
    URI server,
    Path store,
    Username username,
    boolean sendsReceipts,
    @Nullable String invitation,
    HttpClient http,
    InstantSource clock,
    Randomness randomness) {

  long now() {
    return clock.millis();
  }
}
