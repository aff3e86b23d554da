@NullMarked
package chat.tacet.r2dbc.sqlite;

import org.jspecify.annotations.NullMarked;
