/** The directory that holds everything Tacet keeps. */
@NullMarked
package chat.tacet.standalone.data;

import org.jspecify.annotations.NullMarked;
