package linkhold.domain;

/**
 * One thing wrong with an input.
 *
 * @param pointer where, as a JSON Pointer (RFC 6901) into the input; empty for the whole of it
 * @param detail what is wrong and what would be accepted, one plain sentence
 */
public record Fault(String pointer, String detail) {}
