package io.taskorchestrator.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.NewTask;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fingerprint of a create request, and the check of objects that were made in Java. */
class RequestHashTest {

    private static final String REQUEST =
            "{\"work_directory\":\"/a\",\"prompt\":\"p\",\"metadata\":{\"x\":{\"b\":1.0,\"a\":[1,2]},\"e\":\"é\"}}";

    @Test
    void theSameRequestInAnotherOrderAndLayoutHasTheSameHash() {
        String other = """
                { "metadata" : { "e": "\\u00e9", "x": { "a": [1, 2], "b": 1.0 } },
                  "prompt": "p", "priority": null, "work_directory": "/a/" }
                """;
        assertThat(hash(other)).isEqualTo(hash(REQUEST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"work_directory\":\"/b\",\"prompt\":\"p\",\"metadata\":{\"x\":{\"b\":1.0,\"a\":[1,2]},\"e\":\"é\"}}",
                "{\"work_directory\":\"/a\",\"prompt\":\"P\",\"metadata\":{\"x\":{\"b\":1.0,\"a\":[1,2]},\"e\":\"é\"}}",
                "{\"work_directory\":\"/a\",\"prompt\":\"p\",\"metadata\":{\"x\":{\"b\":1.00,\"a\":[1,2]},\"e\":\"é\"}}",
                "{\"work_directory\":\"/a\",\"prompt\":\"p\",\"metadata\":{\"x\":{\"b\":1.0,\"a\":[2,1]},\"e\":\"é\"}}",
                "{\"work_directory\":\"/a\",\"prompt\":\"p\"}"
            })
    void anotherRequestHasAnotherHash(String other) {
        assertThat(hash(other)).isNotEqualTo(hash(REQUEST));
    }

    @Test
    void theHashHas256Bits() {
        assertThat(hash(REQUEST)).hasSize(32);
    }

    @Test
    void theOrderOfTheTasksCounts() {
        NewTask one = NewTask.builder("/a", "one").build();
        NewTask two = NewTask.builder("/a", "two").build();
        assertThat(RequestJson.requestHash(List.of(one, two))).isNotEqualTo(RequestJson.requestHash(List.of(two, one)));
    }

    @Test
    void differentLoneSurrogatesInTheMetadataGiveDifferentHashes() {
        assertThat(hash(Reading.with("metadata", "{\"k\":\"\\ud800\"}")))
                .isNotEqualTo(hash(Reading.with("metadata", "{\"k\":\"\\ud801\"}")));
    }

    @Test
    void theHashStaysTheSameFromReleaseToRelease() {
        // Stored beside idempotency keys: a change of the form must not make a replay look like another request.
        String canonical =
                "{\"delay_seconds\":1.5,\"metadata\":{\"a\":1.50,\"b\":[]},\"prompt\":\"say \\\"hi\\\"\\u000a\","
                        + "\"work_directory\":\"/a\"}\n";
        NewTask task = Reading.newTask(
                "{\"work_directory\":\"/a\",\"prompt\":\"say \\\"hi\\\"\\n\",\"metadata\":{\"b\":[],\"a\":1.50},\"delay_seconds\":1.5}");
        assertThat(RequestJson.requestHash(List.of(task))).isEqualTo(sha256(canonical));
    }

    @Test
    void aWellFormedObjectMadeInJavaIsAccepted() {
        RequestJson.requireWellFormed("metadata", JsonText.of(" {\"a\": [1, {\"b\": \"😀\"}]} "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}{}",
                "{a:1}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1,\"b\":2}}",
                "{\"a\":tru}",
                "{\"a\":\"\u0000\"}",
                "{\"a\":[}",
                "{} // {}",
                "\u2003{}"
            })
    void whatIsNotOneWellFormedObjectIsRefusedByTheNameOfItsField(String text) {
        assertThatThrownBy(() -> RequestJson.requireWellFormed("checkpoint", JsonText.of(text)))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .singleElement()
                                .satisfies(violation ->
                                        assertThat(violation.field()).isEqualTo("checkpoint")));
    }

    @Test
    void aLoneSurrogateInAnObjectMadeInJavaIsRefused() {
        assertThatThrownBy(() -> RequestJson.requireWellFormed("details", JsonText.of("{\"a\":\"\uD800\"}")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("details: must not contain");
    }

    @Test
    void anObjectMadeInJavaThatIsNestedTooDeeplyIsRefused() {
        RequestJson.requireWellFormed("details", JsonText.of(Reading.nested(64)));
        assertThatThrownBy(() -> RequestJson.requireWellFormed("details", JsonText.of(Reading.nested(65))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("details: must be nested at most 64 deep, but is 65");
    }

    private static byte[] hash(String json) {
        return RequestJson.requestHash(List.of(Reading.newTask(json)));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
