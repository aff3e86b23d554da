/** What people write and others, or they themselves, are shown. */
@NullMarked
package chat.tacet.kit.text;

import org.jspecify.annotations.NullMarked;
