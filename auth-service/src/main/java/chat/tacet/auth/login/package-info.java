/** Login sessions: signing in, staying in by rotating refresh tokens, signing out. */
@NullMarked
package chat.tacet.auth.login;

import org.jspecify.annotations.NullMarked;
