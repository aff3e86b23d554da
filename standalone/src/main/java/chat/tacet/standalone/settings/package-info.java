/** What the operator set, as everything that is started here reads it. */
@NullMarked
package chat.tacet.standalone.settings;

import org.jspecify.annotations.NullMarked;
