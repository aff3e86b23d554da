/** What administrators see of accounts: that they are there, and nothing that anybody wrote. */
@NullMarked
package chat.tacet.auth.overview;

import org.jspecify.annotations.NullMarked;
