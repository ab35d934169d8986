package io.taskorchestrator.standalone;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who may call, and how often. Filled by the command line. */
@Heading("Security")
final class SecurityOptions {

    @Option(
            names = "--api-keys",
            paramLabel = "<keys>",
            converter = Converters.Text.class,
            description = "Who may call: name:role:key, comma-separated; roles are reader, worker, producer and admin."
                    + " A flag can be seen by every user of the machine: better use the variable or the file.")
    @Variable(value = "APP_SECURITY_API_KEYS", otherwise = "none: everybody may do everything", secret = true)
    @Nullable String keys;

    @Option(
            names = "--api-keys-file",
            paramLabel = "<file>",
            converter = Converters.FileName.class,
            description =
                    "A file with more such keys, one a line; empty lines and lines that begin with # are left out.")
    @Variable(value = "APP_SECURITY_API_KEYS_FILE", otherwise = "none")
    @Nullable Path keysFile;

    @Option(
            names = "--rate-limit",
            paramLabel = "<count>",
            converter = Converters.Rate.class,
            defaultValue = "1000",
            description = "Requests per minute of one API key, or of one address without keys; 0 for no limit.")
    @Variable("APP_SECURITY_RATE_LIMIT")
    int rateLimit;

    @Option(
            names = "--cors-origins",
            paramLabel = "<origins>",
            converter = Converters.OriginList.class,
            description = "The origins whose web pages may call, comma-separated.")
    @Variable(value = "APP_SECURITY_CORS_ORIGINS", otherwise = "none")
    @Nullable Origins corsOrigins;
}
