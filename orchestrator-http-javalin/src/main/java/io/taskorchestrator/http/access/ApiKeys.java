package io.taskorchestrator.http.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The API keys of a server. Without any, the server is open.
 *
 * <p>Thread model: immutable.
 */
public final class ApiKeys {

    /** No keys. */
    public static final ApiKeys NONE = new ApiKeys(List.of());

    private final List<ApiKey> keys;

    private ApiKeys(List<ApiKey> keys) {
        this.keys = keys;
    }

    /**
     * These keys.
     *
     * @throws InvalidAccessException if two have the same name, or are the same
     */
    public static ApiKeys of(List<ApiKey> keys) {
        for (int i = 1; i < keys.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (keys.get(i).identity().name().equals(keys.get(j).identity().name())) {
                    throw new InvalidAccessException("API keys %d and %d have the same name".formatted(j + 1, i + 1));
                }
                if (keys.get(i).hasSameDigest(keys.get(j))) {
                    throw new InvalidAccessException("API keys %d and %d are the same".formatted(j + 1, i + 1));
                }
            }
        }
        return new ApiKeys(List.copyOf(keys));
    }

    /**
     * Reads the text of a setting or a file: {@code name:role:key} entries, separated by commas or line breaks. Blank lines
     * and lines that begin with {@code #} are skipped. Blank text is no keys.
     *
     * @throws InvalidAccessException if an entry is wrong or repeated, or if there is text but no entry: then keys were
     *     meant, and an open server would be a bad surprise
     */
    public static ApiKeys parse(String text) {
        List<ApiKey> keys = new ArrayList<>();
        int line = 0;
        for (String content : withoutMark(text).lines().toList()) {
            line++;
            if (content.isBlank() || content.strip().startsWith("#")) {
                continue;
            }
            for (String entry : content.split(",", -1)) {
                keys.add(parse(entry.strip(), keys.size() + 1, line));
            }
        }
        if (keys.isEmpty() && !text.isBlank()) {
            throw new InvalidAccessException("There is no API key in the text that should have some");
        }
        return of(keys);
    }

    /**
     * These keys and those of {@code others}.
     *
     * @throws InvalidAccessException if a name or a key is in both
     */
    public ApiKeys plus(ApiKeys others) {
        List<ApiKey> all = new ArrayList<>(keys);
        all.addAll(others.keys);
        return of(all);
    }

    /** The key that was presented, if it is one of these. Takes the same time whichever it is, or if it is none. */
    public Optional<ApiKey> find(String presented) {
        byte[] digest = ApiKey.digest(presented);
        ApiKey found = null;
        for (ApiKey key : keys) {
            // No early exit.
            if (key.hasDigest(digest)) {
                found = key;
            }
        }
        return Optional.ofNullable(found);
    }

    /** Whether there are none, and the server is open. */
    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** How many there are. */
    public int size() {
        return keys.size();
    }

    /** The names and the roles, nothing of the keys. */
    @Override
    public String toString() {
        return keys.toString();
    }

    private static ApiKey parse(String entry, int number, int line) {
        try {
            return ApiKey.parse(entry);
        } catch (InvalidAccessException e) {
            throw new InvalidAccessException("API key %d (line %d) %s".formatted(number, line, e.getMessage()));
        }
    }

    /** Editors on some systems begin a file with a byte order mark. */
    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
