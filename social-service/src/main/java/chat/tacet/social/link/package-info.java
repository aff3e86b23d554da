/**
 * Where two logins of one account meet to link a device ({@code docs/spec/devices.md}). What they
 * tell each other is sealed; it is passed on and soon forgotten.
 */
@NullMarked
package chat.tacet.social.link;

import org.jspecify.annotations.NullMarked;
