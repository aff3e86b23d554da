@NullMarked
package chat.tacet.r2dbc.sqlite.sql;

import org.jspecify.annotations.NullMarked;
