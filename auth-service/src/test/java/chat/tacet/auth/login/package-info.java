/** What a request must show to use its cookie. */
@NullMarked
package chat.tacet.auth.login;

import org.jspecify.annotations.NullMarked;
