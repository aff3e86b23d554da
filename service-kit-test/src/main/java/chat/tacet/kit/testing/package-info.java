/** Real neighbours for tests: Redis, PostgreSQL, an issuer of tokens. */
@NullMarked
package chat.tacet.kit.testing;

import org.jspecify.annotations.NullMarked;
