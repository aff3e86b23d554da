package chat.tacet.kit.problem;

/**
 * What is wrong with one field of a request.
 *
 * @param field path of the member, for example {@code deviceId}
 * @param code stable name of the rule it breaks, for example {@code size}
 */
public record FieldProblem(String field, String code) {}
