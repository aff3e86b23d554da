/**
 * What an administrator types: {@code ./tacet admin …}. It asks the services that run, each through
 * its own socket in one directory, and changes nothing by itself.
 */
@NullMarked
package chat.tacet.standalone.admin;

import org.jspecify.annotations.NullMarked;
