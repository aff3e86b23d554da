/**
 * The record behind a recovery phrase: kept sealed, given out to who proves password and phrase.
 */
@NullMarked
package chat.tacet.auth.recovery;

import org.jspecify.annotations.NullMarked;
