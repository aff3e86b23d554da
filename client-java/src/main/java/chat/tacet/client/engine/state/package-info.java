/** What the engine keeps, and how each record is written. Every form begins with its version. */
@NullMarked
package chat.tacet.client.engine.state;

import org.jspecify.annotations.NullMarked;
