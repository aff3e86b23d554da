/** May this message go where its sender wants, as it is? */
@NullMarked
package chat.tacet.relay.admission;

import org.jspecify.annotations.NullMarked;
