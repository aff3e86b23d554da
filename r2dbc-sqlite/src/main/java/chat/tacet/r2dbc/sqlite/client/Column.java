package chat.tacet.r2dbc.sqlite.client;

/**
 * A column of a result.
 *
 * @param name its label
 * @param declaredType the type in its declaration; empty for an expression
 */
public record Column(String name, String declaredType) {}
