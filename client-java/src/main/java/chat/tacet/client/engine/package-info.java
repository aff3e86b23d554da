/** What keeps account, conversations and mail going, on one thread. */
@NullMarked
package chat.tacet.client.engine;

import org.jspecify.annotations.NullMarked;
