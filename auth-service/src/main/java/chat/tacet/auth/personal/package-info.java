/** Tokens that people make for their programs: what they may do, for how long, and their end. */
@NullMarked
package chat.tacet.auth.personal;

import org.jspecify.annotations.NullMarked;
