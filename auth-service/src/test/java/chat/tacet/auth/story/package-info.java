/** Stories of people and their devices, told to the running service over real HTTP. */
@NullMarked
package chat.tacet.auth.story;

import org.jspecify.annotations.NullMarked;
