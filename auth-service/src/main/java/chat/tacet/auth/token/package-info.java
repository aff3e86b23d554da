/** Signing keys, the tokens signed with them and the published key set. */
@NullMarked
package chat.tacet.auth.token;

import org.jspecify.annotations.NullMarked;
