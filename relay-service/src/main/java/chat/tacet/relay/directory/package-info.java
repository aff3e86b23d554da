/** What the relay knows of rooms, devices and friends: a projection that social-service writes. */
@NullMarked
package chat.tacet.relay.directory;

import org.jspecify.annotations.NullMarked;
