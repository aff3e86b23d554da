/** People, their devices and a running service: the vocabulary of the stories. */
@NullMarked
package chat.tacet.social.testing;

import org.jspecify.annotations.NullMarked;
