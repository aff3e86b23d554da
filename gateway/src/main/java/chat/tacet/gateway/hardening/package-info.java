/**
 * What never gets in (ambiguous paths, forged headers, large bodies) and what every answer carries
 * (security headers).
 */
@NullMarked
package chat.tacet.gateway.hardening;

import org.jspecify.annotations.NullMarked;
