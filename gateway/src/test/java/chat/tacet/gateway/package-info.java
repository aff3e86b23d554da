@NullMarked
package chat.tacet.gateway;

import org.jspecify.annotations.NullMarked;
