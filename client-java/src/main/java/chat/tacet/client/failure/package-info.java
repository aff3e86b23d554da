/** What can go wrong, by whose fault it is. */
@NullMarked
package chat.tacet.client.failure;

import org.jspecify.annotations.NullMarked;
