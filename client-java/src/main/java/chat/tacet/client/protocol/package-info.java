/**
 * The end-to-end encryption of {@code docs/spec}: pure functions over immutable states. State and
 * message go in, next state and result come out; clock and randomness are passed in; nothing here
 * knows a network or a disk.
 */
@NullMarked
package chat.tacet.client.protocol;

import org.jspecify.annotations.NullMarked;
