/** What this node counts for whoever runs it. */
@NullMarked
package chat.tacet.relay.tally;

import org.jspecify.annotations.NullMarked;
