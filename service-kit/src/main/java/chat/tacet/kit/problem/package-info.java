/** Errors as RFC 9457 problem documents: typed refusals, one mapping, one writer. */
@NullMarked
package chat.tacet.kit.problem;

import org.jspecify.annotations.NullMarked;
