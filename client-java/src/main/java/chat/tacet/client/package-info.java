/**
 * A client of Tacet for Java programs and bots. Begin with {@link chat.tacet.client.Tacet}.
 *
 * <p>What goes wrong is a {@link chat.tacet.client.failure.TacetException}.
 */
@NullMarked
package chat.tacet.client;

import org.jspecify.annotations.NullMarked;
