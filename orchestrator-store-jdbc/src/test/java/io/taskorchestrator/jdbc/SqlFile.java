package io.taskorchestrator.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A migration, as programs other than this one read it. */
final class SqlFile {

    /** A remark, up to the end of its line. */
    private static final Pattern REMARK = Pattern.compile("--.*");

    private SqlFile() {}

    /** The statements of {@code name} one by one, without remarks. */
    static List<String> statements(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Migrator.class.getResourceAsStream(name), name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(REMARK.matcher(text).replaceAll("").split(";"))
                    .map(String::strip)
                    .filter(sql -> !sql.isEmpty())
                    .toList();
        }
    }
}
