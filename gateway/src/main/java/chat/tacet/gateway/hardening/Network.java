package chat.tacet.gateway.hardening;

import java.net.InetAddress;
import java.util.Collection;
import java.util.List;

/**
 * Addresses with a common prefix, for example {@code 10.0.0.0/8}; a single address without a slash.
 *
 * @param address any address of the network
 * @param prefixBits how many leading bits count
 */
public record Network(InetAddress address, int prefixBits) {

  /** Checks the length of the prefix. */
  public Network {
    if (prefixBits < 0 || prefixBits > address.getAddress().length * 8) {
      throw new IllegalArgumentException("prefix length");
    }
  }

  /**
   * As an operator writes them; empty ones are passed over.
   *
   * @throws IllegalArgumentException if one is not an address or a prefix; names are never resolved
   */
  public static List<Network> parseAll(Collection<String> texts) {
    return texts.stream()
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(Network::parse)
        .toList();
  }

  static Network parse(String text) {
    int slash = text.indexOf('/');
    var address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    return new Network(
        address,
        slash < 0 ? address.getAddress().length * 8 : Integer.parseInt(text.substring(slash + 1)));
  }

  boolean contains(InetAddress candidate) {
    var ours = address.getAddress();
    var theirs = candidate.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefixBits; bit++) {
      int mask = 0x80 >> bit % 8;
      if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
