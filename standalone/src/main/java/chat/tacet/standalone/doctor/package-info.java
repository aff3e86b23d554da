/** What is wrong with an installation, and how to mend it: {@code ./tacet doctor}. */
@NullMarked
package chat.tacet.standalone.doctor;

import org.jspecify.annotations.NullMarked;
