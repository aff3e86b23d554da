/** A person of the stories whose device runs the Java client, driven by another process. */
@NullMarked
package chat.tacet.client.driver;

import org.jspecify.annotations.NullMarked;
