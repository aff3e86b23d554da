/** Accounts as this service knows them: that they exist, their row locks, and their end. */
@NullMarked
package chat.tacet.social.account;

import org.jspecify.annotations.NullMarked;
