/**
 * The primitives of suite 1, all of them the JDK's, behind the checks that the specification asks
 * for.
 */
@NullMarked
package chat.tacet.client.protocol.crypto;

import org.jspecify.annotations.NullMarked;
