package io.taskorchestrator.standalone;

import static io.taskorchestrator.standalone.Called.configured;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.http.access.AccessSettings;
import io.taskorchestrator.http.access.ApiKey;
import io.taskorchestrator.http.access.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** API keys, and what follows from whether there are some. */
class AccessConfigurationTest {

    private static final String KEYS = "APP_SECURITY_API_KEYS";
    private static final String KEYS_FILE = "APP_SECURITY_API_KEYS_FILE";

    @TempDir
    Path directory;

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("keys"), text).toString();
    }

    private static AccessSettings access(Map<String, String> environment) {
        return configured(environment, "").access();
    }

    @Test
    void withoutKeysTheServerIsOpenToThisMachineOnlyAndGuarded() {
        Configuration configuration = configured(Map.of(), "");

        assertThat(configuration.access()).hasToString(AccessSettings.STANDARD.toString());
        assertThat(configuration.listening().host()).isEqualTo("127.0.0.1");
        assertThat(configuration.listening().isLoopback()).isTrue();
    }

    @Test
    void withKeysTheServerIsOpenToEverybodyWhoHasOne() {
        Configuration configuration = configured(Map.of(KEYS, "ann:admin:a-key,bob:reader:with:colons"), "");

        assertThat(configuration.listening().host()).isEqualTo("0.0.0.0");
        assertThat(configuration.access().keys().find("a-key"))
                .map(ApiKey::identity)
                .hasValueSatisfying(ann -> assertThat(ann.role()).isEqualTo(Role.ADMIN));
        assertThat(configuration.access().keys().find("with:colons"))
                .map(ApiKey::identity)
                .hasValueSatisfying(bob -> assertThat(bob.name()).isEqualTo("bob"));
    }

    @Test
    void aHostThatIsChosenHoldsWithAndWithoutKeys() {
        assertThat(configured(Map.of(KEYS, "a:admin:k"), "--host=127.0.0.2")
                        .listening()
                        .host())
                .isEqualTo("127.0.0.2");
        assertThat(configured(Map.of(), "--host=0.0.0.0").access().loopbackGuard())
                .isFalse();
        assertThat(configured(Map.of(), "--host=::1").access().loopbackGuard()).isTrue();
    }

    @Test
    void theKeysOfTheFileJoinThoseOfTheVariable() throws IOException {
        String file = file("# who may call\n\nann:admin:k1\n  bob:worker:k2  \r\ncid:producer:k3,dan:reader:k4\n");

        assertThat(access(Map.of(KEYS, "eve:reader:k5", KEYS_FILE, file)).keys().size())
                .isEqualTo(5);
        assertThat(access(Map.of(KEYS_FILE, file)).keys().find("k2")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "s3cret|name:role:key",
                "ann:s3cret|name:role:key",
                "ann:boss:s3cret|reader, worker, producer or admin",
                "a b:admin:s3cret|letters, digits",
                "ann:admin:s3cret s3cret|visible ASCII",
                "ann:admin:s3cret,|name:role:key",
                "ann:admin:s3cret,ann:reader:other|same name",
                "ann:admin:s3cret,bob:reader:s3cret|are the same",
                "\"\"|must not be empty"
            })
    void badKeysStopTheStartAndNothingOfThemIsShown(String keys, String allowed) {
        Called called = Called.serve(Map.of(KEYS, keys), "");

        assertThat(called.code()).isEqualTo(2);
        assertThat(called.err().lines())
                .singleElement()
                .asString()
                .contains("--api-keys (APP_SECURITY_API_KEYS)", allowed)
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# only a remark\n", "ann:admin\n", "ann:boss:s3cret"})
    void aFileWithoutGoodKeysStopsTheStart(String text) throws IOException {
        Called called = Called.serve(Map.of(KEYS_FILE, file(text)), "");

        assertThat(called.code()).isEqualTo(2);
        assertThat(called.err().lines())
                .singleElement()
                .asString()
                .contains("--api-keys-file (APP_SECURITY_API_KEYS_FILE)")
                .doesNotContain("s3cret");
    }

    @Test
    void aNameInBothPlacesStopsTheStart() throws IOException {
        Called called = Called.serve(Map.of(KEYS, "ann:admin:s3cret", KEYS_FILE, file("ann:reader:k")), "");

        assertThat(called.code()).isEqualTo(2);
        assertThat(called.err().lines())
                .singleElement()
                .asString()
                .contains("same name")
                .doesNotContain("s3cret");
    }

    @Test
    void rateLimitAndOriginsReachTheirPlace() {
        AccessSettings access = access(Map.of(
                "APP_SECURITY_RATE_LIMIT", "0",
                "APP_SECURITY_CORS_ORIGINS", "https://Tasks.example.org, http://localhost:3000"));

        assertThat(access.requestsPerMinute()).isZero();
        assertThat(access.corsOrigins())
                .containsExactlyInAnyOrder("https://tasks.example.org", "http://localhost:3000");
    }

    @Test
    void keysAreNotInTheTextOfAConfiguration() {
        assertThat(configured(Map.of(KEYS, "ann:admin:s3cret"), "").toString())
                .contains("ann")
                .doesNotContain("s3cret");
    }
}
