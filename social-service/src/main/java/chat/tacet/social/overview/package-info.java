/** What administrators see of accounts here: how much is stored, and nothing of what it is. */
@NullMarked
package chat.tacet.social.overview;

import org.jspecify.annotations.NullMarked;
