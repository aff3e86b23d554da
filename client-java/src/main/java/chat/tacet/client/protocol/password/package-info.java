/** What a username and a password become. */
@NullMarked
package chat.tacet.client.protocol.password;

import org.jspecify.annotations.NullMarked;
