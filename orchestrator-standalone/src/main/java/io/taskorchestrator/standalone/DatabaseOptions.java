package io.taskorchestrator.standalone;

import picocli.CommandLine.Option;

/** Where tasks are kept. Filled by the command line. */
@Heading("Storage")
final class DatabaseOptions {

    static final String FLAG = "--database-url";

    @Option(
            names = FLAG,
            paramLabel = "<url>",
            converter = Converters.DatabaseUrl.class,
            defaultValue = Database.STANDARD,
            description = "Where tasks are kept: sqlite: and the path of a file, which is made if it is not there;"
                    + " memory:, which is gone when the server ends;"
                    + " or jdbc:postgresql://host:port/name?user=…&password=…, which several servers can share.")
    @Variable(value = "APP_DATABASE_URL", secret = true)
    Database database = new Database.Memory();
}
