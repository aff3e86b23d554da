/**
 * Two programs over the library: a chat for people with a terminal, which is its example, and the
 * same for machines, one JSON object a line.
 */
@NullMarked
package chat.tacet.client.cli;

import org.jspecify.annotations.NullMarked;
