@NullMarked
package chat.tacet.auth;

import org.jspecify.annotations.NullMarked;
