/** Words that the engine and the programs that use it share. */
@NullMarked
package chat.tacet.client.model;

import org.jspecify.annotations.NullMarked;
