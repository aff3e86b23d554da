/** Registers the driver with Spring's and Spring Data's R2DBC support, if they are there. */
@NullMarked
package chat.tacet.r2dbc.sqlite.spring;

import org.jspecify.annotations.NullMarked;
