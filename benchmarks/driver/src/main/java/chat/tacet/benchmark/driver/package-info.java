/** The SQLite driver beside plain sqlite-jdbc. */
@NullMarked
package chat.tacet.benchmark.driver;

import org.jspecify.annotations.NullMarked;
