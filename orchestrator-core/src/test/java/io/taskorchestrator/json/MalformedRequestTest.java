package io.taskorchestrator.json;

import static io.taskorchestrator.json.Reading.fields;
import static io.taskorchestrator.json.Reading.nested;
import static io.taskorchestrator.json.Reading.violations;
import static io.taskorchestrator.json.Reading.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.Violation;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no body at all is refused in few words. */
class MalformedRequestTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "7",
                "{",
                "{\"secret\"",
                "{\"secret\":tru}",
                "{'secret':1}",
                "{} {}",
                "{}x",
                "{\"secret\":1,\"secret\":2}",
                "{\"secret\":NaN}",
                "{\"secret\":01}",
                "{\"secret\":1,}"
            })
    void whatIsNoJsonObjectIsOneViolationOfTheBody(String json) {
        List<Violation> violations = violations(complete(), json);
        assertThat(violations).singleElement().satisfies(violation -> {
            assertThat(violation.field()).isEqualTo("body");
            assertThat(violation.message()).doesNotContain("secret");
        });
    }

    @Test
    void aMistakeInTheSyntaxIsLocated() {
        assertThat(violations(complete(), "{\n  \"result\": }"))
                .containsExactly(new Violation("body", "is not well-formed JSON at line 2, column 13"));
    }

    @Test
    void aFieldNamedTwiceIsRefused() {
        assertThat(violations(RequestJson.retry(Requests.TASK), "{\"force\":true,\"force\":false}"))
                .singleElement()
                .satisfies(violation -> assertThat(violation.message()).startsWith("names a field twice at line 1"));
    }

    @ParameterizedTest
    @ValueSource(ints = {81, 100_000})
    void nestingIsBounded(int depth) {
        assertThat(fields(RequestJson.NEW_TASK, with("other", nested(depth)))).containsExactly("body");
    }

    @Test
    void longNumbersAreRefused() {
        assertThat(fields(RequestJson.NEW_TASK, with("max_retries", "1".repeat(101))))
                .containsExactly("body");
    }

    @Test
    void noMoreThanAHundredViolationsAreReported() {
        StringBuilder json = new StringBuilder("{\"force\":1");
        for (int i = 0; i < 1_000; i++) {
            json.append(",\"x").append(i).append("\":1");
        }
        assertThat(violations(RequestJson.retry(Requests.TASK), json.append('}').toString()))
                .hasSize(100);
    }

    @Test
    void aVeryLongNameIsShortenedInTheViolation() {
        String json = "{\"" + "n".repeat(1_000) + "\":1}";
        assertThat(fields(RequestJson.PATCH, json)).containsExactly("n".repeat(200));
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] json = {'{', '"', (byte) 0xFF, '"', ':', '1', '}'};
        assertThatThrownBy(() -> RequestJson.PATCH.read(json)).isInstanceOf(InvalidInputException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C0AF", "C080", "E080AF", "F08080AF", "F4908080", "F7BFBFBF", "EDA080EDB080"})
    void bytesThatOnlySomeTakeForACharacterAreRefused(String hex) {
        byte[] character = HexFormat.of().parseHex(hex);
        byte[] json = ("{\"tags\":[\"" + "_".repeat(character.length) + "\"]}").getBytes(StandardCharsets.UTF_8);
        System.arraycopy(character, 0, json, 10, character.length);

        assertThatThrownBy(() -> RequestJson.PATCH.read(json))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("not well-formed JSON");
    }

    @Test
    void everyRealCharacterIsRead() {
        for (int c = 1; c <= Character.MAX_CODE_POINT; c += c < 0x1_0000 ? 1 : 0xFFF) {
            if (c >= ' ' && c != '"' && c != '\\' && (c < 0xD800 || c > 0xDFFF)) {
                String tag = Character.toString(c);
                assertThat(RequestJson.PATCH.read(("{\"tags\":[\"" + tag + "\"]}").getBytes(StandardCharsets.UTF_8)))
                        .isNotNull();
            }
        }
    }

    private static JsonForm<Completion> complete() {
        return RequestJson.complete(Requests.TASK);
    }
}
