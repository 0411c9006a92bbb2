package io.tempo.core.traceql.engine;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Regular expressions of one query, each compiled once: RE2 syntax, the whole text has to match,
 * dot matches line ends. Time to match is linear in the text. Thread-safe.
 */
final class Regexes {

    private final Map<String, TextTest> compiled = new ConcurrentHashMap<>();

    TextTest get(String pattern) {
        return compiled.computeIfAbsent(pattern, Regexes::compile);
    }

    private static TextTest compile(String pattern) {
        TextTest simple = WildcardTest.of(pattern);
        if (simple != null) {
            return simple;
        }
        Pattern regex;
        try {
            regex = Pattern.compile(pattern, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new TraceQlEvaluationException(
                    "not a regular expression: " + pattern + ": " + e.getDescription());
        }
        return (bytes, offset, length) ->
                regex.matcher(Arrays.copyOfRange(bytes, offset, offset + length)).matches();
    }
}
