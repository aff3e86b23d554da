/**
 * Translates Java values to what SQLite stores and back. SQLite knows five kinds of values; here
 * they are {@code null}, {@link java.lang.Long}, {@link java.lang.Double}, {@link java.lang.String}
 * and {@code byte[]}.
 *
 * <table>
 * <caption>What is stored</caption>
 * <tr><th>Java</th><th>stored as</th></tr>
 * <tr><td>Boolean</td><td>INTEGER 0 or 1</td></tr>
 * <tr><td>Byte, Short, Integer, Long</td><td>INTEGER</td></tr>
 * <tr><td>BigInteger</td><td>INTEGER; beyond 64 bits it is refused, never rounded</td></tr>
 * <tr><td>Float, Double</td><td>REAL; NaN is refused, because SQLite would store NULL</td></tr>
 * <tr><td>BigDecimal</td><td>TEXT, {@code toString()}. The column must have TEXT affinity: SQLite itself would round in
 * a NUMERIC one. It does not sort by value.</td></tr>
 * <tr><td>String, CharSequence, Character, Clob</td><td>TEXT</td></tr>
 * <tr><td>Enum</td><td>TEXT, its name</td></tr>
 * <tr><td>byte[], ByteBuffer, Blob</td><td>BLOB</td></tr>
 * <tr><td>UUID</td><td>TEXT, 36 characters in lower case; a BLOB of 16 bytes can be read too</td></tr>
 * <tr><td>Instant</td><td>TEXT {@code 2026-11-23T08:15:30.123456789Z}; INTEGER is read as epoch milliseconds</td></tr>
 * <tr><td>LocalDate</td><td>TEXT {@code 2026-11-23}</td></tr>
 * <tr><td>LocalTime</td><td>TEXT {@code 08:15:30.123456789}</td></tr>
 * <tr><td>LocalDateTime</td><td>TEXT {@code 2026-11-23T08:15:30.123456789}</td></tr>
 * <tr><td>OffsetDateTime</td><td>TEXT {@code 2026-11-23T08:15:30.123456789+01:00}</td></tr>
 * <tr><td>ZonedDateTime</td><td>TEXT {@code 2026-11-23T08:15:30.123456789+01:00[Europe/Berlin]}</td></tr>
 * </table>
 *
 * <p>Times always carry nine digits of fraction, so that Instant, LocalDate, LocalTime and
 * LocalDateTime sort as text (for the years 0 to 9999). OffsetDateTime and ZonedDateTime do not
 * sort by instant.
 */
@NullMarked
package chat.tacet.r2dbc.sqlite.codecs;

import org.jspecify.annotations.NullMarked;
