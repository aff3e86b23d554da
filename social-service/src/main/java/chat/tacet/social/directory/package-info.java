/**
 * What the relays must know, published to Redis: versioned whole documents, and notices that
 * something changed.
 */
@NullMarked
package chat.tacet.social.directory;

import org.jspecify.annotations.NullMarked;
