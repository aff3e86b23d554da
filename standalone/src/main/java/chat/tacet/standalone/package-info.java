/**
 * The whole of Tacet on one machine: all services in one JVM ({@code Standalone}), or each in a
 * process of its own ({@code FourProcesses}), with a Redis of its own.
 */
@NullMarked
package chat.tacet.standalone;

import org.jspecify.annotations.NullMarked;
