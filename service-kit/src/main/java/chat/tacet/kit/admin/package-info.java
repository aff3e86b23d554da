/**
 * What an administrator of this machine may ask of a running service: one socket of the operating
 * system for each service, in a directory that only the service's own user can enter. It cannot be
 * reached over any network, and nothing that comes over one leads to it.
 *
 * <p>One connection carries one line of JSON each way: {@code {"command", "with": {…}}}, answered
 * by {@code {"answer": …}} or {@code {"refusal": {"code", "title", "detail"}}}.
 */
@NullMarked
package chat.tacet.kit.admin;

import org.jspecify.annotations.NullMarked;
