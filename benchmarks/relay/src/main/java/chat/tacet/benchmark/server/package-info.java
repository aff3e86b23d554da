/** Servers as processes: started, pinned to a core, looked at. */
@NullMarked
package chat.tacet.benchmark.server;

import org.jspecify.annotations.NullMarked;
