/** One SQLite file that holds everything this device remembers, sealed. */
@NullMarked
package chat.tacet.client.store;

import org.jspecify.annotations.NullMarked;
