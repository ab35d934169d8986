package io.taskorchestrator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.client.ScriptedServer.Said;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.TaskQuery;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS: the server that is trusted, and no other. */
@TestInstance(Lifecycle.PER_CLASS)
class TlsTest {

    private static final String PASSWORD = "for-tests-only";
    private static final Said EMPTY_PAGE = Said.data("{\"tasks\":[],\"pagination\":{\"total\":0}}");

    private SSLContext context;

    /** Makes a certificate of its own with the JDK's tool. */
    @BeforeAll
    void makeCertificate(@TempDir Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        Path file = directory.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD,
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=ip:127.0.0.1")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    }

    @Test
    void aTrustedServerIsTalkedTo() {
        try (ScriptedServer server = new ScriptedServer(number -> EMPTY_PAGE, Optional.of(context));
                OrchestratorClient client = OrchestratorClient.builder(server.uri())
                        .sslContext(context)
                        .build()) {
            assertThat(client.list(TaskQuery.ALL).total()).isZero();
        }
    }

    @Test
    void aServerThatNobodyVouchesForIsToldNothing() {
        try (ScriptedServer server = new ScriptedServer(number -> EMPTY_PAGE, Optional.of(context));
                OrchestratorClient client = OrchestratorClient.builder(server.uri())
                        .apiKey("secret")
                        .build()) {
            assertThatThrownBy(() -> client.list(TaskQuery.ALL))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("after 1 tries");
            assertThat(server.heard()).isEmpty();
        }
    }
}
