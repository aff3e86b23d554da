package chat.tacet.gateway.throttle;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The limits of this door, for example {@code TACET_GATEWAY_THROTTLE_CALLS_PER_ADDRESS_PER_MINUTE}.
 * Their values and reasons are in {@code gateway.yaml}.
 *
 * @param callsPerAddress calls of the REST interface by one address
 * @param callsInFlightPerAddress calls of one address that are under way at the same time
 * @param callsPerAccount calls with a valid token by one account
 * @param socketsPerAddress sockets opened by one address
 * @param socketsArriving sockets on their way to the relay at the same time
 * @param socketsArrivingPerAddress those of one address among them
 * @param socketsArrivingFor after which one that still waits keeps nobody else waiting
 * @param filesPerAddress files of the web client read by one address
 */
@ConfigurationProperties("tacet.gateway.throttle")
record ThrottleProperties(
    Rate callsPerAddress,
    int callsInFlightPerAddress,
    Rate callsPerAccount,
    Rate socketsPerAddress,
    int socketsArriving,
    int socketsArrivingPerAddress,
    Duration socketsArrivingFor,
    Rate filesPerAddress) {

  ThrottleProperties {
    if (socketsArrivingFor.toMillis() < 1) {
      throw new IllegalArgumentException("a socket needs time to arrive");
    }
  }
}
