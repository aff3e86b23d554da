/** Who is whose friend, who asked whom, and what people may therefore see of each other. */
@NullMarked
package chat.tacet.social.friendship;

import org.jspecify.annotations.NullMarked;
