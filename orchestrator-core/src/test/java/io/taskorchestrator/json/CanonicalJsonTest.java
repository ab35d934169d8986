package io.taskorchestrator.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The text of which a request's hash is made, byte for byte: hashes are stored, and compared by later releases. */
class CanonicalJsonTest {

    @Test
    void controlCharactersAndAllSurrogatesAreFourLowerCaseHexDigits() throws IOException {
        assertThat(canonical("""
                "\\u0001\\b\\t\\n\\f\\r\\u001F|\\uD83D\\uDE00|\\uDBFF|\\udc00|\\"\\\\\\/"
                """))
                .isEqualTo(
                        "\"\\u0001\\u0008\\u0009\\u000a\\u000c\\u000d\\u001f|\\ud83d\\ude00|\\udbff|\\udc00|\\\"\\\\/\"");
    }

    @Test
    void allOtherCharactersStandForThemselves() throws IOException {
        assertThat(canonical("\"\\u0020~\\u007f\\u00e9\\u2028\\uFFFF\"")).isEqualTo("\" ~\u007f\u00e9\u2028\uffff\"");
    }

    private static String canonical(String json) throws IOException {
        return CanonicalJson.of(json.getBytes(StandardCharsets.UTF_8));
    }
}
