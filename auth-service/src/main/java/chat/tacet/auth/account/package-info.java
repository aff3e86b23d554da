/** Accounts: a name, how to derive its authentication key, and a hash of that key. */
@NullMarked
package chat.tacet.auth.account;

import org.jspecify.annotations.NullMarked;
