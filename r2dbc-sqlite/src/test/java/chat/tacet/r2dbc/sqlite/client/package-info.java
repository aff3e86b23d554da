@NullMarked
package chat.tacet.r2dbc.sqlite.client;

import org.jspecify.annotations.NullMarked;
