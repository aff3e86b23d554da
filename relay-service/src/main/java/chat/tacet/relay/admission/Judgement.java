package chat.tacet.relay.admission;

/**
 * What was decided about a message, and what that took.
 *
 * @param reads documents of the directory that were read anew for it; none for a yes that rests on
 *     what was known
 */
public record Judgement(Verdict verdict, int reads) {}
