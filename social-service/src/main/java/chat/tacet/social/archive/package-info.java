/**
 * The archive of history that an account may keep ({@code docs/spec/archive.md}): a chain of
 * ciphertext that only the account's own devices can open. Off until one of them begins it.
 */
@NullMarked
package chat.tacet.social.archive;

import org.jspecify.annotations.NullMarked;
