/**
 * Reads SQL text just far enough to split it into statements, find its parameter markers and tell
 * queries from writes. Nothing here touches SQLite, so it runs on the caller's thread.
 */
@NullMarked
package chat.tacet.r2dbc.sqlite.sql;

import org.jspecify.annotations.NullMarked;
