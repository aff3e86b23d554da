/** JSON as the contracts write it: strict to read, base64url for bytes. */
@NullMarked
package chat.tacet.kit.json;

import org.jspecify.annotations.NullMarked;
