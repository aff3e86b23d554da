/** What a username is: its rules, its displayed form and the form in which it is unique. */
@NullMarked
package chat.tacet.auth.username;

import org.jspecify.annotations.NullMarked;
