/**
 * Numbers about a service for whoever runs it ({@code docs/metrics.md}): counted always where that
 * costs nothing, and shown where {@code TACET_METRICS_PORT} says, on a port of its own. No label
 * tells of a person, a room, a device or an address.
 */
@NullMarked
package chat.tacet.kit.metrics;

import org.jspecify.annotations.NullMarked;
