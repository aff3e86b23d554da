/** What may be written about an error without writing what a person sent. */
@NullMarked
package chat.tacet.kit.redaction;

import org.jspecify.annotations.NullMarked;
