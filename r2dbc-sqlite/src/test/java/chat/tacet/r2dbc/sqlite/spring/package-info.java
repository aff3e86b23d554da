@NullMarked
package chat.tacet.r2dbc.sqlite.spring;

import org.jspecify.annotations.NullMarked;
