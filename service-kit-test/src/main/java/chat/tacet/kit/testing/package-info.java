/**
 * Real neighbours for tests: Redis, PostgreSQL, an issuer of tokens; and a watch over event loops.
 */
@NullMarked
package chat.tacet.kit.testing;

import org.jspecify.annotations.NullMarked;
