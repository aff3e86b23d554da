/** The durable set of login sessions, devices and accounts whose tokens are refused. */
@NullMarked
package chat.tacet.kit.revocation;

import org.jspecify.annotations.NullMarked;
