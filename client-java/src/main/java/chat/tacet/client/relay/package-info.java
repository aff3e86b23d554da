/** The WebSocket between this device and the relay, {@code docs/spec/relay-frames.md}. */
@NullMarked
package chat.tacet.client.relay;

import org.jspecify.annotations.NullMarked;
