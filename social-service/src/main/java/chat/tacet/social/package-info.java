@NullMarked
package chat.tacet.social;

import org.jspecify.annotations.NullMarked;
