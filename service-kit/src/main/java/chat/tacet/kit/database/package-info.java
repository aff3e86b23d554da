/**
 * The one database of a service, by its R2DBC URL: SQLite in a file, or PostgreSQL. The same SQL
 * runs on both; where the two have no type in common, migrations use the placeholders of {@link
 * chat.tacet.kit.database.DatabaseKind}.
 */
@NullMarked
package chat.tacet.kit.database;

import org.jspecify.annotations.NullMarked;
