/** What people say about themselves, and how they are found by their exact username. */
@NullMarked
package chat.tacet.social.profile;

import org.jspecify.annotations.NullMarked;
