/** What the paths mean, and the order in which the filters run. */
@NullMarked
package chat.tacet.gateway.system;

import org.jspecify.annotations.NullMarked;
