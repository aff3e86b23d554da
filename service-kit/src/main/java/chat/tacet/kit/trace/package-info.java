/**
 * Where the time of a call goes, for whoever runs a service ({@code docs/metrics.md}): off unless
 * {@code TACET_TRACES_ENDPOINT} is set. A span tells which call it was and how it ended; no span
 * tells of a person, a room, a device or an address, and none follows a message.
 */
@NullMarked
package chat.tacet.kit.trace;

import org.jspecify.annotations.NullMarked;
